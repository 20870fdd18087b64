"""Where things lie: the four regions and three kinds of town, distances in km and plane coordinates."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REGIONS = ("prd", "east", "west", "north")
KINDS = ("industry", "agriculture", "service")

EARTH_RADIUS_KM = 6371.0088
PLANE_ORIGIN = (23.0, 113.5)  # a point amid the province, degrees; only differences of plane coordinates mean anything


def distance_matrix(a_latitude: Floats, a_longitude: Floats, b_latitude: Floats, b_longitude: Floats) -> Floats:
    """Great-circle distances in km between two sets of places in degrees, shape (a, b) (haversine formula)."""
    a_lat, a_lon = np.radians(a_latitude)[:, None], np.radians(a_longitude)[:, None]
    b_lat, b_lon = np.radians(b_latitude)[None, :], np.radians(b_longitude)[None, :]
    chord = np.sin((b_lat - a_lat) / 2) ** 2 + np.cos(a_lat) * np.cos(b_lat) * np.sin((b_lon - a_lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))


def plane_coordinates(latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    """East and north of the province's middle in km (equirectangular; within 2 % of the great circle here)."""
    north = np.radians(latitude - PLANE_ORIGIN[0]) * EARTH_RADIUS_KM
    east = np.radians(longitude - PLANE_ORIGIN[1]) * EARTH_RADIUS_KM * np.cos(np.radians(PLANE_ORIGIN[0]))
    return np.asarray(east), np.asarray(north)
