"""What one kind of printer is, as told by its YAML file. Shared by all printers of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from core.wire.items import FEEDERS
from core.wire.pages import HORIZONTAL
from emulator.recordings.objects import Recorded

PROTOCOLS: Final = ("raw", "lpd", "ipp", "http")
BYPASS: Final = FEEDERS[5]
"""The multi-purpose tray, which takes whatever is put into it by hand."""
FEEDER: Final = FEEDERS[6]
_UNTOLD_PAGES: Final = 5000


@dataclass(frozen=True, slots=True)
class Tray:
    """A paper source and what lies in it."""

    name: str
    sizes: tuple[str, ...]
    media: tuple[str, ...]
    capacity: int = 500  # sheets


@dataclass(frozen=True, slots=True)
class Model:
    """One printer model (EMU-01). Keys of the YAML files are these names with spaces for underscores."""

    name: str
    maker: str
    description: str
    colour: bool
    speed_ppm: int  # simplex A4 faces a minute
    sizes: tuple[str, ...]  # the first one is loaded by default
    media: tuple[str, ...]
    trays: tuple[Tray, ...]
    toners: tuple[str, ...]
    clock: Literal["battery", "volatile"]
    storage: Literal["disk", "flash", "sd"]
    log_capacity: int  # records; 0 = keeps no log
    log_reserve: int  # further records kept free for "log buffer full" refusals
    id_capacity: int  # Job Account IDs beside the unregistered one
    dialect: Literal["accounting", "counters", "bare", "host", "recorded"]  # bare: no counters; host: no printer
    multifunction: bool = False
    finisher: str = ""  # "" = none
    sd_card: bool = False
    card_capacity: int = 1000  # IC cards that the table on the SD card holds
    panel_restriction: bool = False  # the panel can ask who is there
    drift_ppm: int = 0  # microseconds the battery clock gains in a second
    max_message: int = 8192  # octets of the largest SNMP message
    admin_password: str = ""  # "" = privileged writes ask for none
    warm_up_s: int = 0  # from power on to the first job
    drum: Literal["single", "4-in-1"] = "single"  # one for each colour, or one unit for black, cyan, magenta, yellow
    belt: bool = False  # a transfer belt
    feeder: bool = False  # the optional multi-purpose feeder
    toner_pages: tuple[int, ...] = ()  # that a cartridge lasts at 5 %: standard, and large capacity if there is one
    drum_pages: int = 30_000  # A4 faces that each drum, the belt, the fuser and the waste toner box last
    belt_pages: int = 100_000
    fuser_pages: int = 100_000
    waste_pages: int = 36_000
    bypass_sheets: int = 100  # of the multi-purpose tray, and of the feeder
    stacker_sheets: int = 250
    rip_ppm: int = 600  # faces a minute that it can process
    reports: tuple[str, ...] = ()  # groups of items that stand in its records: consumption, feeding, processing
    traps: bool = False  # tells of its log unasked
    protocols: tuple[str, ...] = PROTOCOLS  # of its TCP services
    recording: tuple[Recorded, ...] = ()  # what the agent of a recorded printer shows
    levels: tuple[tuple[str, int, int], ...] = ()  # supply or tray, and what is left of how much when a printer is new
    supply_levels: Literal["exact", "rough", "unknown"] = "exact"  # what it can tell: rough is some (-3) or none

    @property
    def face_us(self) -> int:
        """Microseconds one printed side takes."""
        return 60_000_000 // self.speed_ppm

    @property
    def options(self) -> tuple[str, ...]:
        """What is fitted when it comes, of what people fit and remove: a finisher, an SD card for the card table."""
        return (*(("finisher",) if self.finisher else ()), *(("sd card",) if self.sd_card else ()))

    @property
    def rip_us(self) -> int:
        """Microseconds it takes to process one face."""
        return 60_000_000 // self.rip_ppm

    @property
    def has_white(self) -> bool:
        """Whether it has white or clear toner."""
        return "white" in self.toners

    @property
    def inputs(self) -> tuple[str, ...]:
        """Where paper comes from, in the order of prtInputIndex: the trays, then what is fed by hand."""
        return (*(tray.name for tray in self.trays), BYPASS, *((FEEDER,) if self.feeder else ()))

    @property
    def drums(self) -> tuple[str, ...]:
        """One for each toner, or one unit for all."""
        return ("black drum",) if self.drum == "4-in-1" else tuple(f"{toner} drum" for toner in self.toners)

    @property
    def supplies(self) -> tuple[str, ...]:
        """What is used up beside paper, in the order of prtMarkerSuppliesIndex; a toner is called by its colour."""
        return (*self.toners, "waste toner", *self.drums, *(("belt",) if self.belt else ()), "fuser")

    @property
    def cartridge_pages(self) -> int:
        """That a standard cartridge lasts, whether the printer tells it or not."""
        return next(iter(self.toner_pages), _UNTOLD_PAGES)

    def tray_capacity(self, name: str) -> int:
        """Sheets that an input takes."""
        return next((tray.capacity for tray in self.trays if tray.name == name), self.bypass_sheets)

    def tray_for(self, size: str, media: str, wanted: str = "") -> str:
        """The tray that is asked for, if it has it; else the first that holds this paper; else it is fed by hand."""
        if wanted and self._has(wanted):
            return wanted
        size = size.removesuffix(HORIZONTAL)
        for tray in self.trays:
            if size in tray.sizes and media in tray.media:
                return tray.name
        return BYPASS

    def _has(self, tray: str) -> bool:
        if tray == BYPASS or (self.feeder and tray == FEEDER):
            return True
        return any(tray == each.name for each in self.trays)
