"""Every write to bodies, units, posts, people and roles."""

from dueregard.web.organisation.services.bodies import create_body, describe_body, end_body
from dueregard.web.organisation.services.installation import first_administrator
from dueregard.web.organisation.services.people import (
    add_person,
    deactivate_person,
    edit_person,
    erase_person,
    hand_over_sign_in_link,
    reactivate_person,
    require_new_password,
)
from dueregard.web.organisation.services.posts import (
    create_post,
    end_holding,
    end_post,
    hold_post,
    rename_post,
)
from dueregard.web.organisation.services.roles import end_role, give_role
from dueregard.web.organisation.services.units import (
    create_unit,
    end_unit,
    move_unit,
    rename_unit,
)

__all__ = [
    "add_person",
    "create_body",
    "create_post",
    "create_unit",
    "deactivate_person",
    "describe_body",
    "edit_person",
    "end_body",
    "end_holding",
    "end_post",
    "end_role",
    "end_unit",
    "erase_person",
    "first_administrator",
    "give_role",
    "hand_over_sign_in_link",
    "hold_post",
    "move_unit",
    "reactivate_person",
    "rename_post",
    "rename_unit",
    "require_new_password",
]
