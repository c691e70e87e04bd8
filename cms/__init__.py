"""The supermarket's words and pictures, managed in Wagtail. No workflow of its own."""
