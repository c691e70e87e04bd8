from hashlib import sha256

from marketplace.kernel.codes import is_spoken_code, spoken_code_of


def test_a_digest_has_one_code_and_another_digest_another():
    digests = [sha256(bytes([n])).digest() for n in range(200)]
    codes = [spoken_code_of(digest) for digest in digests]
    assert all(is_spoken_code(code) for code in codes)
    assert len({*codes}) == 200
    assert [spoken_code_of(digest) for digest in digests] == codes


def test_every_sign_of_a_code_is_as_likely_as_every_other():
    codes = "".join(spoken_code_of(sha256(str(n).encode()).digest()) for n in range(5000))
    counts = [codes.count(sign) for sign in sorted({*codes})]
    assert len(counts) == 25
    assert max(counts) < 1.1 * min(counts)
