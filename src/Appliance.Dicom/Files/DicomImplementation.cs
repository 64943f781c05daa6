namespace Appliance.Dicom;

/// <summary>How this product names itself to others: in files (PS3.10 7.1) and in associations (PS3.7 D.3.3.2).</summary>
public static class DicomImplementation
{
    /// <summary>Implementation Class UID. Made from a UUID (PS3.5 B.2); it changes when the encoders change in a way others might care about.</summary>
    public static DicomUID ClassUid => new("2.25.151218415876071491562156329769085023853");

    /// <summary>Implementation Version Name, at most 16 characters.</summary>
    public static string VersionName => "APPLIANCE_0_1";
}
