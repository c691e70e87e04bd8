"""Who works where: taken on, posted, ended, let in again. By the bureau, and by subdistricts for those who walk their
communities."""
