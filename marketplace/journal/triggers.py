from marketplace.kernel.triggers import Refuse

TRIGGERS = [
    Refuse(
        "journal_entry_stays", "journal_entry", "UPDATE", "1 = 1", "journal entries never change"
    ),
    Refuse(
        "journal_entry_kept",
        "journal_entry",
        "DELETE",
        "1 = 1",
        "journal entries are never deleted",
    ),
    Refuse("journal_seal_stays", "journal_seal", "UPDATE", "1 = 1", "seals never change"),
    Refuse("journal_seal_kept", "journal_seal", "DELETE", "1 = 1", "seals are never deleted"),
]
