"""Patrols (机动巡逻队): squads, routes, checkpoints, check-ins, findings, inspections, scoring."""
