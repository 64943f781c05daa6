using System.Globalization;
using System.Text;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary>The value of an element as text for a person: decoded, named and dated where that helps, cut to a width.</summary>
/// <param name="width">The longest text, in characters.</param>
internal sealed class ElementValueText(int width)
{
    private const int BytesSampled = 4096;
    private const int MeaningsShown = 8;
    private const int LeastBytesWidth = 12;

    /// <summary>The text of a value; empty for an empty one.</summary>
    /// <param name="dataset">The data set it is in.</param>
    /// <param name="element">The element.</param>
    public string Of(DicomDataset dataset, DicomValueElement element)
    {
        if (element.Length == 0)
        {
            return "";
        }

        var vr = element.MeaningVR;
        if (vr.IsString)
        {
            return OfText(dataset, element, vr);
        }

        if (element.Tag == DicomTag.ICCProfile && IccProfile.Read(element, out _) is { } profile)
        {
            var name = $" = {TerminalText.Clean(profile.ToString())}";
            return new ElementValueText(Math.Max(LeastBytesWidth, width - name.Length)).Hexadecimal(element) + name;
        }

        // Numbers that do not come out even are shown as the bytes they are: nothing is left out.
        var unit = vr == DicomVR.AT ? sizeof(uint) : vr.UnitSize;
        if (!IsNumeric(vr) || element.Length % unit != 0 || (element.IsDeferred && width < element.Length))
        {
            return Shorten(Hexadecimal(element));
        }

        return Shorten(vr == DicomVR.AT ? Tags(dataset, element) : string.Join('\\', dataset.GetStrings(element.Tag)));
    }

    /// <summary>How many items, and the Code Meaning of those that are coded entries (PS3.3 8.8), so that one need not look inside.</summary>
    public string Of(DicomSequence sequence)
    {
        var meanings = sequence.Items.Take(MeaningsShown).Select(item => ReportOutline.CodedEntry(item, withCode: true)).OfType<string>().ToList();
        var count = sequence.Items.Count == 1 ? "1 item" : string.Create(CultureInfo.InvariantCulture, $"{sequence.Items.Count} items");
        return meanings.Count == 0 ? count : Shorten($"{count}: {TerminalText.Clean(string.Join("; ", meanings))}");
    }

    private string OfText(DicomDataset dataset, DicomValueElement element, DicomVR vr)
    {
        // More is never shown than the width; a value left on disk for its length is not read whole for that.
        var text = element.IsDeferred && width < element.Length ? Sampled(element) : dataset.GetText(element.Tag) ?? "";
        if (vr != element.VR && text.AsSpan().ContainsAnyInRange('\0', '\b'))
        {
            // What a dictionary says of a private element need not be so.
            return Shorten(Hexadecimal(element));
        }

        return Shorten(vr == DicomVR.UI ? WithNames(text) : $"[{TerminalText.Clean(text)}]{(DicomMomentText.Describe(text, vr) is { } readable ? " = " + readable : "")}");
    }

    private static bool IsNumeric(DicomVR vr) =>
        vr == DicomVR.US || vr == DicomVR.SS || vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.UV || vr == DicomVR.SV
        || vr == DicomVR.FL || vr == DicomVR.FD || vr == DicomVR.AT;

    private static string Tags(DicomDataset dataset, DicomValueElement element) => string.Join('\\', dataset.GetStrings(element.Tag).Select(
        text => DicomTag.TryParse(text, out var tag) ? $"{tag} {tag.Keyword}".TrimEnd() : text));

    private static string WithNames(string uids) => string.Join('\\', uids.Split('\\').Select(uid =>
    {
        var name = new DicomUID(uid).Name;
        return name == uid ? TerminalText.Clean(uid) : $"{uid} = {name}";
    }));

    private static string Sampled(DicomValueElement element)
    {
        var bytes = new byte[Math.Min(element.Length, BytesSampled)];
        return Encoding.Latin1.GetString(bytes, 0, element.Read(0, bytes));
    }

    private string Hexadecimal(DicomValueElement element)
    {
        var wanted = (int)Math.Min(element.Length, Math.Min((width / 3L) + 1, int.MaxValue / 4));
        var bytes = new byte[wanted];
        var count = element.Read(0, bytes);
        var text = new StringBuilder(count * 3);
        for (var index = 0; index < count; index++)
        {
            text.Append(index == 0 ? "" : " ").Append(bytes[index].ToString("x2", CultureInfo.InvariantCulture));
        }

        return count < element.Length ? text.Append(" ...").ToString() : text.ToString();
    }

    private string Shorten(string text) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width), "...");
}
