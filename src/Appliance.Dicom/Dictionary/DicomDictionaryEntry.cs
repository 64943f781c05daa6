namespace Appliance.Dicom;

/// <summary>What PS3.6 or PS3.7 says of one element.</summary>
/// <param name="Tag">The tag asked for; of a repeating group the very group asked for, not the first.</param>
/// <param name="Keyword">The keyword, or empty: a few retired elements have none.</param>
/// <param name="Name">The name, or empty.</param>
/// <param name="VR">
/// The value representation. Where the standard allows several: US before SS (Pixel Representation tells), OW before OB (so it is in
/// implicit VR, PS3.5 annex A.1), US before OW.
/// </param>
/// <param name="VM">The value multiplicity as the standard writes it, <c>1</c>, <c>2-2n</c>, <c>1-n</c>.</param>
/// <param name="Retired">True when the standard no longer describes the element.</param>
/// <param name="AlternativeVR">The second representation allowed, or <see cref="DicomVR.None"/>.</param>
public readonly record struct DicomDictionaryEntry(
    DicomTag Tag, string Keyword, string Name, DicomVR VR, string VM, bool Retired, DicomVR AlternativeVR)
{
    /// <summary>The third representation allowed (OW of LUT data), or <see cref="DicomVR.None"/>.</summary>
    public DicomVR ThirdVR { get; init; }

    /// <summary>True when the representation is one of those allowed.</summary>
    /// <param name="vr">A representation.</param>
    public bool Allows(DicomVR vr) => vr == VR || (vr != DicomVR.None && (vr == AlternativeVR || vr == ThirdVR));
}
