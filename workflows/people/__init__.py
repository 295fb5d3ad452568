"""Steps and acts of people."""

from workflows.call import Step
from workflows.people import accounts, day, founding, organizations, persons, posts, trial

STEPS = (
    Step("open_office", founding.open_office, may=founding.only_the_system, own_key=True),
    Step("open_trial", trial.open_trial, may=founding.only_the_system, own_key=True),
    Step("enter_card", trial.enter_card, may=trial.may_enter_card),
    Step("create_account", accounts.create_account, may=accounts.may_manage, own_key=True),
    Step("reset_password", accounts.reset_password, may=accounts.may_manage, own_key=True),
    Step("lock_account", accounts.lock_account, may=accounts.may_manage),
    Step("unlock_account", accounts.unlock_account, may=accounts.may_manage),
    Step("change_password", accounts.change_password, may=accounts.may_change_own, own_key=True),
    Step("end_sessions", accounts.end_sessions, may=accounts.may_end_sessions),
    Step("add_person", persons.add, may=persons.may_manage),
    Step("change_person", persons.change, may=persons.may_manage),
    Step("give_post", posts.give, may=posts.may_manage),
    Step("end_post", posts.end, may=posts.may_manage),
    Step("import_organizations", organizations.import_table, may=organizations.may_manage),
    Step("end_organization", organizations.end, may=organizations.may_manage),
    Step("set_day", day.set_day, may=day.may_set),
)
