"""Limits, alarms, silence, and when the next observation is due."""

from .alarms import LADDER, rejudge, silent_at, step
from .answers import EVERY_ALARM, QUIET_S_MAX, acknowledge, pause, relink
from .by_hand import BY_HAND_PROVENANCE, by_hand_age_s
from .channels import CHANNELS, Channel, words_of
from .due import SCHEDULE, Due, Phase, Risk, Sign, Stage, due
from .limits import Limit, Limits, Priority
from .profile_tables import ACTIONS, LABEL_CONSERVATIVE, OBSERVE_FIRST, PROFILES
from .profiles import ChannelProfile, Profile, Symptom, Threshold, Tier, TierName, for_patient, tier_of
from .state import AlarmEvent, Kind, Sample, Side, Standing, State, Track, active, instant

__all__ = [
    "ACTIONS",
    "BY_HAND_PROVENANCE",
    "CHANNELS",
    "EVERY_ALARM",
    "LABEL_CONSERVATIVE",
    "LADDER",
    "OBSERVE_FIRST",
    "PROFILES",
    "QUIET_S_MAX",
    "SCHEDULE",
    "AlarmEvent",
    "Channel",
    "ChannelProfile",
    "Due",
    "Kind",
    "Limit",
    "Limits",
    "Phase",
    "Priority",
    "Profile",
    "Risk",
    "Sample",
    "Side",
    "Sign",
    "Stage",
    "Standing",
    "State",
    "Symptom",
    "Threshold",
    "Tier",
    "TierName",
    "Track",
    "acknowledge",
    "active",
    "by_hand_age_s",
    "due",
    "for_patient",
    "instant",
    "pause",
    "rejudge",
    "relink",
    "silent_at",
    "step",
    "tier_of",
    "words_of",
]
