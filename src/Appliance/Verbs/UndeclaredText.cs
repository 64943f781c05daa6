using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// Answers of peers that write text beyond ASCII and name no Specific Character Set: they are read in the set that the profile gives the peer
/// (<c>charset</c>), since the standard's own answer, the default repertoire, has no letters for it.
/// </summary>
internal static class UndeclaredText
{
    private const byte Escape = 0x1B;

    /// <summary>Declares the peer's set in an answer that needs one and names none.</summary>
    /// <param name="answer">The answer; Specific Character Set is put into it where that helps.</param>
    /// <param name="characterSet">The peer's set, values joined by backslashes; null where the profile gives none.</param>
    /// <returns>True when it was put in.</returns>
    public static bool Declare(DicomDataset answer, string? characterSet)
    {
        if (characterSet is null || answer.GetString(DicomTag.SpecificCharacterSet) is not null || !IsBeyondAscii(answer))
        {
            return false;
        }

        answer.Set(DicomTag.SpecificCharacterSet, characterSet.Split('\\'));
        return true;
    }

    private static bool IsBeyondAscii(DicomDataset dataset) => dataset.Any(element => element switch
    {
        DicomSequence sequence => sequence.Items.Any(IsBeyondAscii),
        DicomValueElement { MeaningVR.IsText: true } text => text.Value.Span.ContainsAnyInRange((byte)0x80, (byte)0xFF) || text.Value.Span.Contains(Escape),
        _ => false,
    });
}
