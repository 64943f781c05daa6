using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Network;

namespace Appliance.Browser;

/// <summary>The faults that are told in the message line; anything else is a defect of ours and ends the program with its trace.</summary>
internal static class BrowserFaults
{
    public static bool CanBeShown(Exception e) =>
        e is ArchiveException or DicomFormatException or DicomImageException or AssociationException or IOException
            or UnauthorizedAccessException;
}
