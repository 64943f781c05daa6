using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>SOP classes that the protocol itself has to know.</summary>
internal static class SopClasses
{
    internal static DicomUID Verification => new("1.2.840.10008.1.1");
}

/// <summary>The query/retrieve SOP classes (PS3.4 C.6): their UIDs say model and service.</summary>
internal static class QueryRetrieveClasses
{
    private const string Root = "1.2.840.10008.5.1.4.1.2.";

    /// <summary>The class for a model and one of find, move and get.</summary>
    internal static DicomUID Of(FindModel model, ServiceKind kind) => new(string.Concat(
        Root,
        model == FindModel.PatientRoot ? "1." : "2.",
        kind switch
        {
            ServiceKind.Find => "1",
            ServiceKind.Move => "2",
            ServiceKind.Get => "3",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only find, move and get have query/retrieve classes."),
        }));

    /// <summary>Reads model and service back from a UID.</summary>
    internal static bool TryGet(DicomUID sopClass, out ServiceKind kind, out FindModel model)
    {
        kind = ServiceKind.None;
        model = FindModel.StudyRoot;
        var uid = sopClass.Value;
        if (uid is null || uid.Length != Root.Length + 3 || !uid.StartsWith(Root, StringComparison.Ordinal) || uid[^2] != '.')
        {
            return false;
        }
        model = uid[^3] == '1' ? FindModel.PatientRoot : FindModel.StudyRoot;
        kind = uid[^1] switch { '1' => ServiceKind.Find, '2' => ServiceKind.Move, '3' => ServiceKind.Get, _ => ServiceKind.None };
        return uid[^3] is '1' or '2' && kind != ServiceKind.None;
    }
}
