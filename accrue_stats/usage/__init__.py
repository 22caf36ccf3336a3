"""Who uses the product less than they always did."""
