"""Finding a service as people look for one: by what they say, in Chinese, pinyin, initials, the old characters or
English; or by three plain questions.
"""
