"""Our contracts: what was agreed and what blocks each payment, our reports, how we were evaluated and what
would have brought more, and results that we may challenge."""
