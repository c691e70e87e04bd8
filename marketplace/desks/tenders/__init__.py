"""What everybody may read of what the district buys: tenders with their papers, results, and who may not bid."""
