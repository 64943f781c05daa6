using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>What we say of ourselves in every association (PS3.7 D.3.3.1, D.3.3.2).</summary>
internal static class Implementation
{
    internal static UserInformation Describe(NetworkOptions options) => new()
    {
        MaxLength = (uint)options.MaxPduLength,
        ImplementationClassUid = DicomImplementation.ClassUid.Value,
        ImplementationVersion = DicomImplementation.VersionName,
    };
}
