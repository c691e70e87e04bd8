"""Every page x everybody who might open it: what opens, what does not, and what is never on it.

The table is the promise. A new address that stands in no row fails the first test.
"""

from dataclasses import dataclass
from hashlib import sha256

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households.choices import PersonalField
from marketplace.households.showing import Manner, Stage, manner_of, sight_of
from marketplace.places.models import Posting
from tests.desks.standing import Standing
from tests.households.people import PLAIN, leaks
from tests.makers import later
from tests.stopping import stop_the_clock

PEOPLE = (
    "anonymous", "steward elsewhere", "steward", "staff", "officer", "hotline", "dispatcher", "bureau",
    "organization", "other organization", "volunteer", "evaluator",
)  # fmt: skip
# o opens · > leads to another page · s wants a sign-in · x is another desk's (403)
# - there is no such thing (404) · p only takes what a button sends (405)
# fmt: off
EXPECTED = {
    #                                 a s s s o h d b o o v e
    "home":                           "> > > > > > > > > > > >",
    "sign_in":                        "o > > > > > > > > > > >",
    "password":                       "s o o o o o o o o o o o",
    "forgotten":                      "o o o o o o o o o o o o",
    "phone":                          "s o o o o o o o o o o o",
    "sign_out":                       "p p p p p p p p p p p p",
    "start":                          "o o o o o o o o o o o o",
    "sign_in_as":                     "p p p p p p p p p p p p",
    "staff:queue":                    "s x x o o x o x x x x x",
    "staff:needs":                    "s o o o o o o o x x x x",
    "staff:post":                     "s o o o o o o x x x x x",
    "staff:post_new":                 "s o o o o o x x x x x x",
    "staff:post_for":                 "s - o o o o o x x x x x",
    "staff:propose":                  "s o o o o o o x x x x x",
    "staff:posted":                   "s > > > > > > x x x x x",
    "staff:need":                     "s - o o o o o o x x x x",
    "staff:triage":                   "s x x o o x o x x x x x",
    "staff:hear":                     "s - o o o o o o x x x x",
    "staff:step":                     "s - o o o o o o x x x x",
    "staff:resident":                 "s - o o o o o o x x x x",
    "staff:reveal":                   "s - o o o o o o x x x x",
    "staff:amend":                    "s - o o o x x x x x x x",
    "staff:consents":                 "s - o o o o o o x x x x",
    "staff:withdraw_consent":         "s - o o o o x x x x x x",
    "staff:erase":                    "s - x x o x x o x x x x",
    "staff:calls":                    "s o o o o o o o x x x o",
    "staff:call":                     "s - o o o o o o x x x o",
    "dispatchers:board":              "s x x x x x o x x x x x",
    "dispatchers:acknowledge":        "p p p p p p p p p p p p",
    "dispatchers:shortages":          "s x x x x x o o x x x x",
    "dispatchers:fairness":           "s x x x x x o o x x x x",
    "dispatchers:rounds":             "s x x x x x o o x x x x",
    "dispatchers:propose":            "p p p p p p p p p p p p",
    "dispatchers:round":              "s x x x x x o o x x x x",
    "dispatchers:what_if":            "s x x x x x o o x x x x",
    "dispatchers:why":                "s x x x x x o o x x x x",
    "dispatchers:why of a proposal":  "s x x x x x o o x x x x",
    "dispatchers:commit":             "p p p p p p p p p p p p",
    "dispatchers:discard":            "p p p p p p p p p p p p",
    "dispatchers:order":              "s x x x x x o x x x x x",
    "dispatchers:dispatch_best":      "p p p p p p p p p p p p",
    "dispatchers:make_room":          "p p p p p p p p p p p p",
    "dispatchers:assign":             "p p p p p p p p p p p p",
    "dispatchers:recall":             "p p p p p p p p p p p p",
    "people:people":                  "s x x x o x x o x x x x",
    "people:new":                     "s x x x o x x o x x x x",
    "people:one":                     "s x x x o x x o x x x x",
    "people:one of the bureau":       "s x x x - x x o x x x x",
    "bureau:overview":                "s x x x x x x o x x x x",
    "bureau:proposals":               "s x x x x x x o x x x x",
    "bureau:proposal":                "s x x x x x x o x x x x",
    "bureau:accept":                  "p p p p p p p p p p p p",
    "bureau:decline":                 "p p p p p p p p p p p p",
    "bureau:add":                     "s x x x x x x o x x x x",
    "bureau:contracts":               "s x x x x x x o x x x x",
    "bureau:contract":                "s x x x x x x o x x x x",
    "bureau:award_letter":            "s x x x x x x - x x x x",
    "bureau:evaluations":             "s x x x x x x o x x x x",
    "bureau:evaluation":              "s x x x x x x o x x x x",
    "bureau:evaluation_scheme":       "s x x x x x x o x x x x",
    "bureau:material":                "s x x x x x x o x x x x",
    "bureau:evaluation_scores":       "s x x x x x x - x x x x",
    "bureau:evaluation_sheet":        "s x x x x x x - x x x x",
    "bureau:evaluation_letter":       "s x x x x x x - x x x x",
    "bureau:plan_letter":             "s x x x x x x - x x x x",
    "bureau:days":                    "s x x x x x x o x x x x",
    "bureau:change_day":              "p p p p p p p p p p p p",
    "bureau:publish_year":            "p p p p p p p p p p p p",
    "bureau:projects":                "s x x x x x x o x x x x",
    "bureau:wanted":                  "s x x x x x x o x x x x",
    "bureau:rulebook":                "s x x x x x x o x x x x",
    "bureau:new_rules":               "s x x x x x x o x x x x",
    "bureau:plan_batch":              "p p p p p p p p p p p p",
    "bureau:batch":                   "s x x x x x x o x x x x",
    "bureau:batch_book":              "s x x x x x x o x x x x",
    "bureau:plan_project":            "s x x x x x x o x x x x",
    "bureau:share":                   "s x x x x x x o x x x x",
    "bureau:release_batch":           "s x x x x x x o x x x x",
    "bureau:opening":                 "s x x x x x x o x x x x",
    "bureau:project":                 "s x x x x x x o x x x x",
    "bureau:revise_project":          "s x x x x x x o x x x x",
    "bureau:project_step":            "s x x x x x x o x x x x",
    "bureau:add_paper":               "p p p p p p p p p p p p",
    "bureau:paper":                   "s x x x x x x o x x x x",
    "bureau:remove_paper":            "p p p p p p p p p p p p",
    "bureau:answer_question":         "p p p p p p p p p p p p",
    "bureau:bids":                    "s x x x x x x o x x x x",
    "bureau:bid":                     "s x x x x x x o x x x x",
    "bureau:bid before the opening":  "s x x x x x x - x x x x",
    "bureau:bid_file":                "s x x x x x x o x x x x",
    "bureau:weights":                 "s x x x x x o o x x x x",
    "bureau:turn_weights":            "s x x x x x x o x x x x",
    "bureau:rhythm":                  "s x x x x x x o x x x x",
    "bureau:panels":                  "s x x x x x x o x x x x",
    "bureau:draw_panels":             "p p p p p p p p p p p p",
    "bureau:panel":                   "s x x x x x x o x x x x",
    "bureau:panel_scores":            "s x x x x x x - x x x x",
    "bureau:seat_scores":             "s x x x x x x - x x x x",
    "bureau:fill_panel":              "p p p p p p p p p p p p",
    "bureau:begin_scoring":           "p p p p p p p p p p p p",
    "bureau:excuse_seat":             "p p p p p p p p p p p p",
    "bureau:dissolve_panel":          "p p p p p p p p p p p p",
    "bureau:evaluators":              "s x x x x x x o x x x x",
    "bureau:evaluator":               "s x x x x x x o x x x x",
    "bureau:organizations":           "s x x x x x x o x x x x",
    "bureau:register_organization":   "s x x x x x x o x x x x",
    "bureau:organization":            "s x x x x x x o x x x x",
    "bureau:first_manager":           "s x x x x x x - x x x x",
    "bureau:shown_paper":             "s x x x x x x o x x x x",
    "bureau:bans":                    "s x x x x x x o x x x x",
    "bureau:ban":                     "s x x x x x x o x x x x",
    "bureau:ban_notice":              "s x x x x x x o x x x x",
    "bureau:ban_decision":            "s x x x x x x - x x x x",
    "bureau:ban_step":                "p p p p p p p p p p p p",
    "bureau:ban_policy":              "s x x x x x x o x x x x",
    "bureau:quality":                 "s x x x x x x o x x x x",
    "bureau:label_quality":           "p p p p p p p p p p p p",
    "bureau:journal":                 "s x x x x x x o x x x x",
    "organizations:offers":           "s x x x x x x x o o x x",
    "organizations:offer":            "s x x x x x x x o - x x",
    "organizations:offer to another": "s x x x x x x x - o x x",
    "organizations:order":            "s x x x x x x x o - x x",
    "organizations:plan":             "s x x x x x x x o - x x",
    "organizations:order_step":       "s x x x x x x x o - x x",
    "organizations:visits":           "s x x x x x x x o o x x",
    "organizations:visit":            "s x x x x x x x o - x x",
    "organizations:visit_photo":      "s x x x x x x x o - x x",
    "organizations:visit_step":       "s x x x x x x x o - x x",
    "organizations:orders":           "s x x x x x x x o o x x",
    "organizations:shelf":            "s x x x x x x x o o x x",
    "organizations:places":           "s x x x x x x x o - x x",
    "organizations:availability":     "s x x x x x x x o - x x",
    "organizations:offer_service":    "s x x x x x x x o - x x",
    "organizations:draft":            "s x x x x x x x o - x x",
    "organizations:service":          "s x x x x x x x o - x x",
    "organizations:amend_service":    "s x x x x x x x o - x x",
    "organizations:submit_service":   "s x x x x x x x p p x x",
    "organizations:take_back_service": "s x x x x x x x p p x x",
    "organizations:take_back_revision": "s x x x x x x x p p x x",
    "organizations:take_off":         "s x x x x x x x o - x x",
    "organizations:let_in":           "s x x x x x x x o - x x",
    "organizations:colleague":        "s x x x x x x x o - x x",
    "organizations:add_worker":       "s x x x x x x x o - x x",
    "organizations:end_worker":       "s x x x x x x x o - x x",
    "organizations:bids":             "s x x x x x x x o o x x",
    "organizations:bid":              "s x x x x x x x o x x x",
    "organizations:send_bid":         "s x x x x x x x o x x x",
    "organizations:discard_draft":    "s x x x x x x x p p x x",
    "organizations:attach":           "s x x x x x x x p p x x",
    "organizations:detach":           "s x x x x x x x p p x x",
    "organizations:bid_copy":         "s x x x x x x x o x x x",
    "organizations:restore_bid":      "s x x x x x x x o x x x",
    "organizations:ask_about":        "s x x x x x x x o x x x",
    "organizations:bid_along":        "s x x x x x x x o x x x",
    "organizations:not_along":        "s x x x x x x x - x x x",
    "organizations:receipt":          "s x x x x x x x o - x x",
    "organizations:withdraw_bid":     "s x x x x x x x p p x x",
    "organizations:contracts":        "s x x x x x x x o o x x",
    "organizations:contract":         "s x x x x x x x - - x x",
    "organizations:result":           "s x x x x x x x - - x x",
    "organizations:evaluation":       "s x x x x x x x - - x x",
    "organizations:material":         "s x x x x x x x - - x x",
    "organizations:award_letter":     "s x x x x x x x - - x x",
    "organizations:evaluation_letter":"s x x x x x x x - - x x",
    "organizations:plan_letter":      "s x x x x x x x - - x x",
    "organizations:ban":              "s x x x x x x x o - x x",
    "organizations:ban_notice":       "s x x x x x x x o - x x",
    "organizations:ban_decision":     "s x x x x x x x - - x x",
    "volunteers:offers":              "s x x x x x x x x x o x",
    "volunteers:offer":               "s x x x x x x x x x o x",
    "volunteers:order":               "s x x x x x x x x x - x",
    "volunteers:plan":                "s x x x x x x x x x - x",
    "volunteers:order_step":          "s x x x x x x x x x - x",
    "volunteers:visits":              "s x x x x x x x x x o x",
    "volunteers:visit":               "s x x x x x x x x x - x",
    "volunteers:visit_photo":         "s x x x x x x x x x - x",
    "volunteers:visit_step":          "s x x x x x x x x x - x",
    "volunteers:tasks":               "s x x x x x x x x x o x",
    "volunteers:pause":               "s x x x x x x x x x p x",
    "volunteers:resume":              "s x x x x x x x x x p x",
    "volunteers:places":              "s x x x x x x x x x p x",
    "volunteers:times":               "s x x x x x x x x x o x",
    "volunteers:work":                "s x x x x x x x x x o x",
    "volunteers:leave":               "s x x x x x x x x x p x",
    "volunteers:return":              "s x x x x x x x x x p x",
    "volunteers:join":                "o o o o o o o o o o > o",
    "volunteers:all":                 "s x x o o x o o x x x x",
    "volunteers:enter":               "s x x o o x o o x x x x",
    "volunteers:one":                 "s x x o o x o o x x x x",
    "volunteers:work_of":             "s x x o o x o o x x x x",
    "volunteers:times_of":            "s x x o o x o o x x x x",
    "evaluators:desk":                "s x x x x x x x x x x o",
    "evaluators:ties":                "s x x x x x x x x x x o",
    "evaluators:end_tie":             "p p p p p p p p p p p p",
    "evaluators:answer":              "s x x x x x x x x x x o",
    "evaluators:recuse":              "p p p p p p p p p p p p",
    "evaluators:sheet":               "s x x x x x x x x x x o",
    "evaluators:attachment":          "s x x x x x x x x x x o",
    "evaluators:sign":                "s x x x x x x x x x x o",
    "evaluators:result":              "s x x x x x x x x x x o",
    "evaluators:evaluation":          "s x x x x x x x x x x -",
    "evaluators:material":            "s x x x x x x x x x x -",
    "evaluators:own_scores":          "s x x x x x x x x x x -",
    "evaluators:scores":              "s x x x x x x x x x x -",
    "evaluators:evaluation_scores":   "s x x x x x x x x x x -",
    "residents:ask":                  "o o o o o o o o o o o o",
    "residents:follow":               "o o o o o o o o o o o o",
    "residents:request":              "o o o o o o o o o o o o",
    "residents:slip":                 "o o o o o o o o o o o o",
    "residents:answer":               "o o o o o o o o o o o o",
    "residents:withdraw":             "o o o o o o o o o o o o",
    "residents:rate":                 "> > > > > > > > > > > >",
    "residents:data":                 "o o o o o o o o o o o o",
    "residents:complain":             "o o o o o o o o o o o o",
    "wishes:board":                   "o o o o o o o o o o o o",
    "wishes:ours":                    "s x x x x x x x o o x x",
    "wishes:wish":                    "o o o o o o o o o o o o",
    "wishes:mine":                    "o o o o o o o o o o o o",
    "wishes:list":                    "s o o o o x x o x x x x",
    "wishes:one":                     "s - o o o x x o x x x x",
    "wishes:make":                    "s - o o o x x x x x x x",
    "tenders:tenders":                "o o o o o o o o o o o o",
    "tenders:tender":                 "o o o o o o o o o o o o",
    "tenders:feed":                   "o o o o o o o o o o o o",
    "tenders:paper":                  "o o o o o o o o o o o o",
    "joining:join":                   "o o o o o o o o o o o o",
    "joining:papers":                 "s x x x x x x x o - x x",
    "joining:paper":                  "s x x x x x x x o - x x",
    "joining:take_back":              "p p p p p p p p p p p p",
    "tenders:register":               "o o o o o o o o o o o o",
}
# fmt: on
# Who may press the buttons that are no pages; everybody else is shown the same closed door.
MAY_PRESS = {
    "dispatchers:acknowledge": {"dispatcher"},
    "dispatchers:propose": {"dispatcher"},
    "dispatchers:commit": {"dispatcher"},
    "dispatchers:discard": {"dispatcher"},
    "dispatchers:dispatch_best": {"dispatcher"},
    "dispatchers:make_room": {"dispatcher"},
    "dispatchers:assign": {"dispatcher"},
    "dispatchers:recall": {"dispatcher"},
    "bureau:accept": {"bureau"},
    "bureau:decline": {"bureau"},
    "bureau:change_day": {"bureau"},
    "bureau:publish_year": {"bureau"},
    "bureau:draw_panels": {"bureau"},
    "bureau:fill_panel": {"bureau"},
    "bureau:begin_scoring": {"bureau"},
    "bureau:excuse_seat": {"bureau"},
    "bureau:dissolve_panel": {"bureau"},
    "bureau:ban_step": {"bureau"},
    "bureau:label_quality": {"bureau"},
    "evaluators:end_tie": {"evaluator"},
    "evaluators:recuse": {"evaluator"},
    "organizations:discard_draft": {"organization"},
    "organizations:attach": {"organization"},
    "organizations:detach": {"organization"},
    "organizations:withdraw_bid": {"organization"},
    "bureau:plan_batch": {"bureau"},
    "bureau:add_paper": {"bureau"},
    "bureau:remove_paper": {"bureau"},
    "bureau:answer_question": {"bureau"},
    "organizations:submit_service": {"organization"},
    "organizations:take_back_service": {"organization"},
    "organizations:take_back_revision": {"organization"},
    "joining:take_back": {"organization"},
    "volunteers:pause": {"volunteer"},
    "volunteers:resume": {"volunteer"},
    "volunteers:places": {"volunteer"},
    "volunteers:leave": {"volunteer"},
    "volunteers:return": {"volunteer"},
}
# How each of them is bound to the resident.
BOUND = {
    "steward elsewhere": (Role.STEWARD, Stage.ELSEWHERE),
    "steward": (Role.STEWARD, Stage.POSTED),
    "staff": (Role.COMMUNITY_STAFF, Stage.POSTED),
    "officer": (Role.SUBDISTRICT_OFFICER, Stage.POSTED),
    "hotline": (Role.HOTLINE_OPERATOR, Stage.POSTED),
    "dispatcher": (Role.DISPATCHER, Stage.POSTED),
    "bureau": (Role.BUREAU_OFFICER, Stage.POSTED),
    "organization": (Role.ORGANIZATION, Stage.SERVING),
    "other organization": (Role.ORGANIZATION, Stage.OVER),
    "volunteer": (Role.VOLUNTEER, Stage.ASKED),
    "evaluator": (Role.EVALUATOR, Stage.POSTED),
}


def addresses(there: Standing) -> dict[str, list]:
    """What each address is about."""
    need, order = there.order.need, there.order
    return {
        "home": [],
        "sign_in": [],
        "password": [],
        "forgotten": [],
        "phone": [],
        "sign_out": [],
        "start": [],
        "sign_in_as": [],
        "people:people": [],
        "people:new": [],
        "people:one": [Posting.objects.get(user=there.people["steward"]).pk],
        "people:one of the bureau": [Posting.objects.get(user=there.people["bureau"]).pk],
        "staff:queue": [],
        "staff:needs": [],
        "staff:post": [],
        "staff:post_new": [],
        "staff:post_for": [there.her.pk],
        "staff:propose": [],
        "staff:posted": [],
        "staff:need": [need.number],
        "staff:triage": [there.submitted.number],
        "staff:hear": [need.number],
        "staff:step": [need.number, "complain"],
        "staff:resident": [there.her.pk],
        "staff:reveal": [there.her.pk],
        "staff:amend": [there.her.pk],
        "staff:consents": [there.her.pk],
        "staff:withdraw_consent": [there.her.pk, there.her.consents.get(purpose="service").pk],
        "staff:erase": [there.her.pk],
        "staff:calls": [],
        "staff:call": [there.evaluation.members.get().pk],
        "dispatchers:board": [],
        "dispatchers:acknowledge": [there.alert.pk],
        "dispatchers:shortages": [],
        "dispatchers:fairness": [],
        "dispatchers:rounds": [],
        "dispatchers:propose": [],
        "dispatchers:round": [there.round.pk],
        "dispatchers:what_if": [there.round.pk],
        "dispatchers:why": [there.round.pk, there.waiting.number],
        "dispatchers:why of a proposal": [there.arrival.pk, order.number],
        "dispatchers:commit": [there.round.pk],
        "dispatchers:discard": [there.round.pk],
        "dispatchers:order": [there.waiting.number],
        "dispatchers:dispatch_best": [there.waiting.number],
        "dispatchers:make_room": [there.waiting.number],
        "dispatchers:assign": [there.waiting.number],
        "dispatchers:recall": [order.number],
        "bureau:overview": [],
        "bureau:proposals": [],
        "bureau:proposal": [there.proposal.pk],
        "bureau:accept": [there.proposal.pk],
        "bureau:decline": [there.proposal.pk],
        "bureau:add": [there.proposal.pk],
        "bureau:contracts": [],
        "bureau:contract": [there.evaluation.project.number],
        "bureau:award_letter": [there.project.number, there.bid.pk],
        "bureau:evaluations": [],
        "bureau:evaluation": [there.evaluation.pk],
        "bureau:evaluation_scheme": [],
        "bureau:material": [there.evaluation.pk, there.evaluation.materials.get().pk],
        "bureau:evaluation_scores": [there.evaluation.pk],
        "bureau:evaluation_sheet": [there.evaluation.pk, 1],
        "bureau:evaluation_letter": [there.evaluation.pk],
        "bureau:plan_letter": [there.evaluation.pk],
        "bureau:days": [],
        "bureau:change_day": [],
        "bureau:publish_year": [2026],
        "bureau:projects": [],
        "bureau:wanted": [],
        "bureau:rulebook": [],
        "bureau:new_rules": [],
        "bureau:plan_batch": [],
        "bureau:batch": [there.buying.batch.pk],
        "bureau:batch_book": [there.buying.batch.pk],
        "bureau:plan_project": [there.buying.batch.pk],
        "bureau:share": [there.buying.batch.pk],
        "bureau:release_batch": [there.buying.batch.pk],
        "bureau:opening": [there.buying.opened.batch_id],
        "bureau:project": [there.buying.planned.number],
        "bureau:revise_project": [there.buying.planned.number],
        "bureau:project_step": [there.buying.planned.number, "cancel"],
        "bureau:add_paper": [there.buying.planned.number],
        "bureau:paper": [there.buying.planned.number, there.buying.paper.pk],
        "bureau:remove_paper": [there.buying.planned.number, there.buying.paper.pk],
        "bureau:answer_question": [there.buying.bidding.number, there.buying.question.pk],
        "bureau:bids": [there.buying.opened.number],
        "bureau:bid": [there.buying.opened.number, there.buying.bid.pk],
        "bureau:bid before the opening": [there.buying.bidding.number, there.buying.sealed.pk],
        "bureau:bid_file": [
            there.buying.opened.number,
            there.buying.bid.pk,
            there.buying.attachment.pk,
        ],
        "bureau:weights": [],
        "bureau:turn_weights": [],
        "bureau:rhythm": [],
        "bureau:panels": [],
        "bureau:draw_panels": [there.seat.draw.batch_id, "tender"],
        "bureau:panel": [there.seat.panel_id],
        "bureau:panel_scores": [there.seat.panel_id],
        "bureau:seat_scores": [there.seat.panel_id, there.seat.pk],
        "bureau:fill_panel": [there.seat.panel_id],
        "bureau:begin_scoring": [there.seat.panel_id],
        "bureau:excuse_seat": [there.seat.panel_id, there.seat.pk],
        "bureau:dissolve_panel": [there.seat.panel_id],
        "bureau:evaluators": [],
        "bureau:evaluator": [there.seat.evaluator_id],
        "bureau:organizations": [],
        "bureau:register_organization": [],
        "bureau:organization": [there.holder.organization_id],
        "bureau:first_manager": [there.holder.organization_id],
        "bureau:shown_paper": [there.holder.organization_id, there.charter.pk],
        "bureau:bans": [],
        "bureau:ban": [there.ban.pk],
        "bureau:ban_notice": [there.ban.pk],
        "bureau:ban_decision": [there.ban.pk],
        "bureau:ban_step": [there.ban.pk, "decide"],
        "bureau:ban_policy": [],
        "bureau:quality": [],
        "bureau:label_quality": [there.holder.organization_id],
        "bureau:journal": [],
        "organizations:offers": [],
        "organizations:offer": [there.visit.offer_id],
        "organizations:offer to another": [there.declined.pk],
        "organizations:order": [order.number],
        "organizations:plan": [order.number],
        "organizations:order_step": [order.number, "complete"],
        "organizations:visits": [],
        "organizations:visit": [there.visit.pk],
        "organizations:visit_photo": [there.visit.pk, there.photo.pk],
        "organizations:visit_step": [there.visit.pk, "incident"],
        "organizations:orders": [],
        "organizations:shelf": [],
        "organizations:places": [there.holder.pk],
        "organizations:availability": [there.holder.pk],
        "organizations:offer_service": [there.holder.organization_id],
        "organizations:draft": [there.holder.organization_id, there.holder.subcategory_id],
        "organizations:service": [there.holder.pk],
        "organizations:amend_service": [there.holder.pk],
        "organizations:submit_service": [there.holder.pk],
        "organizations:take_back_service": [there.holder.pk],
        "organizations:take_back_revision": [there.holder.pk],
        "organizations:take_off": [there.holder.pk],
        "organizations:let_in": [there.holder.organization_id],
        "organizations:colleague": [there.people["organization"].memberships.get().pk],
        "organizations:add_worker": [there.holder.organization_id],
        "organizations:end_worker": [there.worker.pk],
        "organizations:bids": [],
        "organizations:bid": there.bidding,
        "organizations:send_bid": there.bidding,
        "organizations:discard_draft": there.bidding,
        "organizations:attach": there.bidding,
        "organizations:detach": [*there.bidding, there.attachment.pk],
        "organizations:bid_copy": there.bidding,
        "organizations:restore_bid": there.bidding,
        "organizations:ask_about": there.bidding,
        "organizations:bid_along": there.bidding,
        "organizations:not_along": [*there.bidding, 1],
        "organizations:receipt": [there.bid.receipt],
        "organizations:withdraw_bid": [there.bid.receipt],
        "organizations:contracts": [],
        "organizations:contract": [there.evaluation.contract_id],
        "organizations:result": [there.evaluation.contract.award_id],
        "organizations:evaluation": [there.evaluation.pk],
        "organizations:material": [there.evaluation.pk, there.evaluation.materials.get().pk],
        "organizations:award_letter": [there.evaluation.contract.award_id],
        "organizations:evaluation_letter": [there.evaluation.pk],
        "organizations:plan_letter": [there.evaluation.pk],
        "organizations:ban": [there.ban.pk],
        "organizations:ban_notice": [there.ban.pk],
        "organizations:ban_decision": [there.ban.pk],
        "volunteers:offers": [],
        "volunteers:offer": [there.offered.pk],
        "volunteers:order": [order.number],
        "volunteers:plan": [order.number],
        "volunteers:order_step": [order.number, "complete"],
        "volunteers:visits": [],
        "volunteers:visit": [there.visit.pk],
        "volunteers:visit_photo": [there.visit.pk, there.photo.pk],
        "volunteers:visit_step": [there.visit.pk, "incident"],
        "volunteers:tasks": [],
        "volunteers:pause": [],
        "volunteers:resume": [],
        "volunteers:places": [],
        "volunteers:times": [],
        "volunteers:work": [],
        "volunteers:leave": [],
        "volunteers:return": [],
        "volunteers:join": [],
        "volunteers:all": [],
        "volunteers:enter": [],
        "volunteers:one": [there.people["volunteer"].volunteer.number],
        "volunteers:work_of": [there.people["volunteer"].volunteer.number],
        "volunteers:times_of": [there.people["volunteer"].volunteer.number],
        "evaluators:desk": [],
        "evaluators:ties": [],
        "evaluators:end_tie": [there.tie.pk],
        "evaluators:answer": [there.seat.pk],
        "evaluators:recuse": [there.seat.pk],
        "evaluators:sheet": [there.seat.pk],
        "evaluators:attachment": [there.seat.pk, there.file.pk],
        "evaluators:sign": [there.seat.pk],
        "evaluators:result": [there.seat.pk],
        "evaluators:evaluation": [there.evaluation.pk],
        "evaluators:material": [there.evaluation.pk, there.evaluation.materials.get().pk],
        "evaluators:own_scores": [there.seat.pk],
        "evaluators:scores": [there.seat.pk],
        "evaluators:evaluation_scores": [there.evaluation.pk],
        "residents:ask": [],
        "residents:follow": [],
        "residents:request": [need.follow_code],
        "residents:slip": [need.follow_code],
        "residents:answer": [need.follow_code],
        "residents:withdraw": [need.follow_code],
        "residents:rate": [need.follow_code],
        "residents:data": [need.follow_code],
        "residents:complain": [need.follow_code],
        "wishes:board": [],
        "wishes:ours": [],
        "wishes:wish": [there.wish.code],
        "wishes:mine": [there.given.adopter_code],
        "wishes:list": [],
        "wishes:one": [there.given.code],
        "wishes:make": [there.her.pk],
        "tenders:tenders": [],
        "tenders:tender": [there.project.number],
        "tenders:paper": [there.project.number, there.paper.pk],
        "joining:join": [],
        "joining:papers": [there.holder.organization_id],
        "joining:paper": [there.holder.organization_id, there.charter.pk],
        "joining:take_back": [there.holder.organization_id, there.charter.pk],
        "tenders:feed": [],
        "tenders:register": [],
    }


@dataclass(frozen=True)
class Page:
    """What somebody got."""

    sign: str
    kept: str
    text: str


@dataclass
class Crawl:
    """What everybody got; `pressed` is what whoever may not press a button got for pressing it."""

    pages: dict[tuple[str, str], Page]
    pressed: dict[tuple[str, str], str]
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def crawl(django_db_setup, django_db_blocker) -> Crawl:
    """Everybody opens every page once, and tries every button that is not theirs."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        stop_the_clock(patch, later(hours=6))
        cache.clear()
        there = Standing()
        browsers = {name: browser_of(user) for name, user in there.people.items()}
        urls = {
            name: reverse(name.partition(" ")[0], args=args)
            for name, args in addresses(there).items()
        }
        before = everything()
        pages = {
            (url, name): look(browser.get(urls[url]))
            for url in urls
            for name, browser in browsers.items()
        }
        pressed = {
            (url, name): look(browser.post(urls[url])).sign
            for url, may in MAY_PRESS.items()
            for name, browser in browsers.items()
            if name not in may
        }
        crawled = Crawl(pages, pressed, before, everything())
        transaction.set_rollback(True)
    return crawled


def browser_of(user: User | None) -> Client:
    browser = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    if user is not None:
        browser.force_login(user)
    return browser


def look(answer: HttpResponse) -> Page:
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Page(sign_of(answer), answer.get("Cache-Control", ""), sent.decode(errors="replace"))


def sign_of(answer: HttpResponse) -> str:
    if answer.status_code == 302:
        return "s" if answer.url.startswith(reverse("sign_in")) else ">"
    signs = {200: "o", 403: "x", 404: "-", 405: "p"}
    return signs.get(answer.status_code, str(answer.status_code))


def everything() -> dict[str, str]:
    """A digest of all rows of each table; who is signed in is no matter of the pages."""
    tables = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label != "sessions"
    )
    return {model._meta.label: digest_of(model) for model in tables}


def digest_of(model: type[Model]) -> str:
    rows = model._base_manager.order_by("pk").values_list()
    # PostgreSQL hands out bytes as a view, whose own text tells where in memory it lies.
    told = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows]
    return sha256(repr(told).encode()).hexdigest()


def names_of_pages() -> set[str]:
    found = set()
    for namespace, (_prefix, resolver) in get_resolver(
        "marketplace.desks.urls"
    ).namespace_dict.items():
        found |= {f"{namespace}:{one}" for one in resolver.reverse_dict if isinstance(one, str)}
    return found | {
        one for one in get_resolver("marketplace.desks.urls").reverse_dict if isinstance(one, str)
    }


def may_sing(name: str) -> set[str]:
    """The canaries that the table of `households.showing` lets this person hear."""
    if name not in BOUND:
        return set()
    sight = sight_of(*BOUND[name])
    plain = [PLAIN[field] for field in PersonalField if manner_of(field, sight) is Manner.PLAIN]
    return leaks(" ".join(plain))


def test_every_page_stands_in_the_table():
    assert names_of_pages() == {name.partition(" ")[0] for name in EXPECTED}


def test_a_page_opens_for_whom_it_is_meant_and_for_nobody_else(crawl):
    got = {page: " ".join(crawl.pages[page, name].sign for name in PEOPLE) for page in EXPECTED}
    assert got == EXPECTED


def test_a_button_does_nothing_for_whom_it_is_not_meant(crawl):
    wrong = {at: sign for at, sign in crawl.pressed.items() if sign not in ("s", "x", "-")}
    assert wrong == {}
    only_sent = {page for page, signs in EXPECTED.items() if "p" in signs}
    assert set(MAY_PRESS) == only_sent - {"sign_out", "sign_in_as"}


def test_looking_changes_nothing_and_neither_does_a_closed_door(crawl):
    assert crawl.after == crawl.before


def test_nobody_reads_of_the_resident_what_the_table_of_showing_hides(crawl):
    heard = {at: leaks(page.text) - may_sing(at[1]) for at, page in crawl.pages.items()}
    assert {at: canaries for at, canaries in heard.items() if canaries} == {}


def test_the_canaries_do_sing_where_they_may(crawl):
    """So that the silence elsewhere means something."""
    for page, name in (("staff:resident", "steward"), ("organizations:order", "organization")):
        assert leaks(crawl.pages[page, name].text) == may_sing(name) != set()


def test_what_one_sees_with_the_code_never_says_whose_request_it_is(crawl):
    public = [page for page in EXPECTED if page.startswith("residents:")]
    told = "".join(crawl.pages[page, name].text for page in public for name in PEOPLE)
    assert leaks(told) == set()


def test_no_page_is_kept_by_a_browser_but_the_tenders_and_the_board(crawl):
    kept = {
        at for at, page in crawl.pages.items() if page.sign == "o" and "no-store" not in page.kept
    }
    public = (*(at for at in EXPECTED if at.startswith("tenders:")), "wishes:board")
    assert kept == {(at, "anonymous") for at in public}
