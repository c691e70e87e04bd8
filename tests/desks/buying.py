"""What a district buys, at each stage of a tender: being planned, open to bids, and opened."""

from marketplace.bids.actions import attach, save_draft, submit_bid
from marketplace.bids.models import Bid, OpenedAttachment
from marketplace.bids.rules import Content, Line, Member
from marketplace.projects.actions import add_document, ask_question
from tests import makers
from tests.makers import NOW
from tests.makers_projects import Tendering, a_content, a_pdf, make_bid, make_bidder, make_bids


class Buying:
    """Three batches of one year, made by the same two officers. The database's clock stands at NOW."""

    def __init__(self) -> None:
        first = Tendering()
        self.opened = first.released()
        make_bids(self.opened, 2)
        self.bid = self._with_a_file()
        first.open()
        self.attachment = OpenedAttachment.objects.get(bid__bid=self.bid)

        second = Tendering(author=first.author, second=first.second)
        self.bidding = second.released()
        bidder = make_bidder()
        self.sealed = make_bid(self.bidding, *bidder)
        self.question = ask_question(
            self.bidding, bidder[0], question="可否联合体投标？", by=bidder[1], at=NOW
        )

        third = Tendering(author=first.author, second=first.second)
        self.batch, self.planned = third.batch, third.planned()
        self.paper = add_document(
            self.planned, kind="notice", title="公告", content=a_pdf(), by=first.author, at=NOW
        )

    def _content(self) -> Content:
        """Without the canary that sings of residents elsewhere."""
        return a_content(
            approach="每周一次上门",
            schedule="一月启动",
            safeguards="双人上门",
            lines=(Line("人员", 9_000_000),),
            team=(Member("演示·组长", "组长", ()),),
        )

    def _with_a_file(self) -> Bid:
        organization, manager = make_bidder()
        manager = makers.fresh(manager)
        draft = save_draft(self.opened, organization, self._content(), by=manager, at=NOW)
        attach(draft, name="方案.pdf", content=a_pdf(), by=manager, at=NOW)
        return submit_bid(draft, by=manager)
