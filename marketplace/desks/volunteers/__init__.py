"""The desk of volunteers: offers near home, and their own tasks with the hours they gave (`desks.field`)."""
