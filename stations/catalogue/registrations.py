"""What the station's own lists tell the rest: pages in the menu, words in the day-book, sheets of the workbook."""

from django.utils.translation import gettext_lazy as _

from stations.catalogue import importer
from stations.catalogue.rules import may_see_catalogue
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.timeline.sentences import register

navigate(NavItem("setup/catalogue", _("Categories"), "categories", "tags", may_see_catalogue, 80))
navigate(NavItem("setup/catalogue", _("Control elements"), "elements", "list-check", may_see_catalogue, 82))
navigate(NavItem("setup/catalogue", _("Known places"), "spots", "map-pin", may_see_catalogue, 84))
navigate(NavItem("setup/catalogue", _("Key places"), "key-places", "target", may_see_catalogue, 86))

register("category.added", _("Entered the category %(code)s"), tone="ok", icon="tag")
register("category.changed", _("Changed the category"), icon="pencil")
register("category.retired", _("Took %(count)s categories out of use"), tone="warn", icon="eye-off")
register("category.used", _("Took %(count)s categories into use"), tone="ok", icon="eye")
register("catalogue.defaults", _("Entered the starting set of %(count)s categories"), tone="ok", icon="tags")

register("element.added", _("Entered the control element %(code)s"), tone="ok", icon="list-check")
register("element.changed", _("Changed the control element %(code)s"), icon="pencil")

register("spot.added", _("Entered the place"), tone="ok", icon="map-pin")
register("spot.changed", _("Changed the place"), icon="pencil")
register("spot.merged", _("Merged another place into this one"), tone="warn", icon="arrows-exchange")
register("spot.key_marked", _("Made it a key place"), tone="ok", icon="target")
register("spot.key_changed", _("Changed why and when the key place matters"), icon="pencil")
register("spot.key_unmarked", _("Took the mark of a key place away"), tone="warn", icon="x")

importer.register()
