"""What Django looks for: every kind of page, and the snippets."""

from cms.pages.articles import ArticlePage, ArticlesPage
from cms.pages.home import HomePage
from cms.pages.hotlines import Hotline, HotlinesPage
from cms.pages.providers import ProviderPage, ProvidersPage
from cms.pages.services import ServicePage
from cms.pages.shelves import CategoryPage, ShelvesPage, SubcategoryPage

__all__ = [
    "ArticlePage",
    "ArticlesPage",
    "CategoryPage",
    "HomePage",
    "Hotline",
    "HotlinesPage",
    "ProviderPage",
    "ProvidersPage",
    "ServicePage",
    "ShelvesPage",
    "SubcategoryPage",
]
