namespace Appliance;

/// <summary>A made-up study: what its objects share beside the patient.</summary>
/// <param name="Id">The Study ID, which also names its UIDs.</param>
/// <param name="Modality">The modality of its series.</param>
/// <param name="Time">A TM value.</param>
/// <param name="Description">The Study Description.</param>
/// <param name="AccessionNumber">The Accession Number.</param>
internal sealed record DemoStudy(string Id, string Modality, string Time, string Description, string AccessionNumber)
{
    /// <summary>The Study Instance UID.</summary>
    public string Uid => DemoUids.Of(Id);
}
