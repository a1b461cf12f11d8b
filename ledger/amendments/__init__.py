"""The pages of a wijziging: its life from concept to vastgesteld, and the begrotingsjaar it stands in."""
