using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>Waveforms: a page of paper for each multiplex group, and one of text with the measurements and what is known of the channels.</summary>
internal sealed class WaveformContent(DicomWaveform waveform) : SubjectContent
{
    // Marks of every beat of a long recording are looked up in a file, not in a window; what is left out is told.
    private const int MostLines = 5000;

    /// <summary>The waveforms.</summary>
    public DicomWaveform Waveform => waveform;

    public override int Frames => waveform.NumberOfGroups + 1;

    public override SequenceFrame Get(int frame) => new PageFrame
    {
        Page = frame < waveform.NumberOfGroups
            ? new WaveformPage(waveform.GetGroup(frame), frame + 1, waveform.Annotations)
            : new TextPage(Lines()),
        Text = OverlayText.Of(ImageFacts.LabelsOf(waveform.Dataset)),
        Dataset = waveform.Dataset,
    };

    private List<TextPageLine> Lines()
    {
        List<TextPageLine> lines = [.. Annotations(), .. Enumerable.Range(0, waveform.NumberOfGroups).SelectMany(GroupLines)];
        if (lines.Count > MostLines)
        {
            lines.RemoveRange(MostLines, lines.Count - MostLines);
            lines.Add(new TextPageLine(0, "", $"… more than {MostLines} lines; dump lists everything"));
        }

        return lines;
    }

    private IEnumerable<TextPageLine> Annotations()
    {
        yield return new TextPageLine(0, "Annotations", waveform.Annotations.Count == 0 ? "none" : "");
        foreach (var annotation in waveform.Annotations)
        {
            yield return new TextPageLine(1, annotation.Concept.Length > 0 ? annotation.Concept : "Text", Words(annotation));
        }
    }

    private static string Words(WaveformAnnotation annotation)
    {
        var value = annotation.Concept.Length > 0 && annotation.Text.StartsWith(annotation.Concept, StringComparison.Ordinal)
            ? annotation.Text[annotation.Concept.Length..].TrimStart()
            : annotation.Text;
        var where = annotation.SamplePositions.Count > 0 ? $"sample {string.Join(", ", annotation.SamplePositions)}"
            : annotation.TimeOffsets.Count > 0 ? $"at {string.Join(", ", annotation.TimeOffsets.Select(Short))} s"
            : string.Join(", ", annotation.DateTimes.Select(moment => DicomMomentText.Describe(moment, DicomVR.DT) ?? moment));
        var channels = string.Join(", ", annotation.Channels.Where(pair => pair.Channel > 0)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"group {pair.Group} channel {pair.Channel}")));
        return string.Join("   ", new[] { value, annotation.RangeType.ToLowerInvariant(), where, channels }.Where(part => part.Length > 0));
    }

    private IEnumerable<TextPageLine> GroupLines(int index)
    {
        var lines = new List<TextPageLine>();
        try
        {
            var group = waveform.GetGroup(index);
            lines.Add(new TextPageLine(0, $"Group {index + 1}", $"{group.Label} {group.Originality}".Trim()));
            lines.Add(new TextPageLine(1, "Samples", string.Create(CultureInfo.InvariantCulture, $"{group.Count} at {group.SamplingFrequency:0.####} Hz, {group.Duration:0.###} s")));
            lines.AddRange(group.Notes.Select(note => new TextPageLine(1, "Note", note)));
            lines.AddRange(group.Channels.Select(channel => new TextPageLine(1, $"Channel {channel.Number}", Words(channel))));
        }
        catch (DicomImageException unshown)
        {
            lines.Add(new TextPageLine(0, $"Group {index + 1}", unshown.Message));
        }

        return lines;
    }

    private static string Words(WaveformChannel channel)
    {
        var definition = channel.Definition;
        var source = definition.Source.Length > 0 && definition.Source != channel.Name ? $"{channel.Name} ({definition.Source})" : channel.Name;
        var scale = definition.Units.Length == 0 ? "not calibrated" : $"{Short(definition.Sensitivity * definition.CorrectionFactor)} {definition.ReadableUnits} a step";
        return string.Join("   ", new[]
        {
            source,
            scale,
            definition.Baseline == 0 ? "" : $"baseline {Short(definition.Baseline)}",
            definition.Skew + definition.Offset == 0 ? "" : $"{Short(definition.Skew + definition.Offset)} s later",
            definition.ReadableFilters,
        }.Where(part => part.Length > 0));
    }

    private static string Short(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
