"""The measures: defined once as data, answered by one Ibis expression each."""
