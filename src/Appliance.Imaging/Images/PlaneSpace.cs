namespace Appliance.Imaging;

/// <summary>Whose coordinates a plane is told in. Planes of different spaces cannot be compared.</summary>
public enum PlaneSpace
{
    /// <summary>The patient's (PS3.3 C.7.6.2.1.1): Image Position and Orientation (Patient).</summary>
    Patient,

    /// <summary>An ultrasound volume's own (PS3.3 C.8.24.2): Image Position and Orientation (Volume).</summary>
    Volume,

    /// <summary>A slide's (PS3.3 C.8.12.2): X, Y and Z Offset in Slide Coordinate System, Image Orientation (Slide).</summary>
    Slide,
}
