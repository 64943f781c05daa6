using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// How the frames of an object are organised by dimensions (PS3.3 C.7.6.17): which, in which order of frames, and where each frame stands in
/// them. Objects without dimensions have none, and keep their stored order.
/// </summary>
public sealed class FrameDimensions
{
    /// <summary>More dimensions than this are not followed: no maker has a tenth of it.</summary>
    public const int MaxDimensions = 64;

    private const int MaxUndescribed = 1 << 16;

    private readonly FunctionalGroups _groups;
    private readonly Lazy<(DimensionKeys Keys, IReadOnlyList<string> Notes)> _read;

    internal FrameDimensions(FunctionalGroups groups, int frames)
    {
        _groups = groups;
        var items = groups.Dataset.GetItems(DicomTag.DimensionIndexSequence);
        Indices = [.. items.Take(MaxDimensions).Select(DimensionIndex.Of).OfType<DimensionIndex>()];
        _read = new(() => Read(items.Count, frames));
    }

    /// <summary>The dimensions, the one that varies slowest first; empty when the object tells none.</summary>
    public IReadOnlyList<DimensionIndex> Indices { get; }

    /// <summary>
    /// The frames in the order of the dimensions, 0-based; where these leave the order open, in the stored one. Null when it is the stored
    /// order anyway.
    /// </summary>
    public IReadOnlyList<int>? Order => DimensionKeys.OrderOf([Keys]);

    /// <summary>What of the dimensions contradicts itself, and how it is taken.</summary>
    public IReadOnlyList<string> Notes => _read.Value.Notes;

    /// <summary>What the frames are ordered by, without the object behind it.</summary>
    public DimensionKeys Keys => _read.Value.Keys;

    /// <summary>
    /// Where a frame stands, in words, as in <c>Stack 1, position 3, b-value 1000</c>; the index in its place (<c>#2</c>) where the value cannot
    /// be told in a few words. By Frame Content where the object names no dimensions; null when there is nothing to tell.
    /// </summary>
    /// <param name="frame">0-based.</param>
    public string? Describe(int frame)
    {
        var indices = Indices.Count > 0 ? Indices : FrameContent;
        var words = indices.Select((index, place) => (index.TextOf(_groups, frame) ?? IndexText(place, frame)) is { } value ? $"{index.Name} {value}" : null).OfType<string>().ToList();
        return words.Count == 0 ? null : Capital(string.Join(", ", words));
    }

    private static IReadOnlyList<DimensionIndex> FrameContent { get; } =
    [
        .. new[] { DicomTag.StackID, DicomTag.InStackPositionNumber, DicomTag.TemporalPositionIndex }
            .Select(tag => new DimensionIndex(tag, DicomTag.FrameContentSequence, null, null, null, null)),
    ];

    private static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));

    private string? IndexText(int place, int frame) => Indices.Count > 0 && ValuesOf(frame) is { } values && place < values.Count && double.IsFinite(values[place])
        ? string.Create(CultureInfo.InvariantCulture, $"#{values[place]:0}")
        : null;

    private IReadOnlyList<double>? ValuesOf(int frame) =>
        _groups.Macro(DicomTag.FrameContentSequence, frame)?.GetDoubles(DicomTag.DimensionIndexValues) is { Count: > 0 } values ? values : null;

    private (DimensionKeys, IReadOnlyList<string>) Read(int items, int frames)
    {
        var notes = new List<string>();
        if (Indices.Count != items)
        {
            notes.Add($"Dimension Index Sequence (0020,9222): of {items} items {Indices.Count} name an attribute that can be followed");
        }

        // Frames that are only announced have no place in any order but their own.
        var described = Math.Min(frames, _groups.PerFrameCount);
        return (Indices.Count == 0 || described == 0 || frames - described > MaxUndescribed ? DimensionKeys.None(frames) : KeysOf(described, frames, notes), notes);
    }

    private DimensionKeys KeysOf(int described, int frames, List<string> notes)
    {
        var (count, without, odd) = (Indices.Count, 0, 0);
        var keys = new double[described * count];
        Array.Fill(keys, double.PositiveInfinity);
        for (var frame = 0; frame < described; frame++)
        {
            if (ValuesOf(frame) is not { } values)
            {
                without++;
                continue;
            }

            odd += values.Count == count ? 0 : 1;
            for (var place = 0; place < Math.Min(count, values.Count); place++)
            {
                keys[(frame * count) + place] = double.IsFinite(values[place]) ? values[place] : double.PositiveInfinity;
            }
        }

        if (without == described)
        {
            notes.Add("Dimension Index Values (0020,9157): none, ordered by the values of the attributes that the dimensions name");
            ByAttributes(keys, described);
        }
        else if (without + odd > 0)
        {
            notes.Add($"Dimension Index Values (0020,9157): {without + odd} of {described} frames have not one value for each of the {count} dimensions; what is missing comes last");
        }

        return new DimensionKeys(OrganizationOf(), frames, count, keys);
    }

    // Without a UID the index values mean something within the object alone, or within its concatenation.
    private string OrganizationOf()
    {
        var own = _groups.Dataset.GetString(DicomTag.ConcatenationUID) ?? _groups.Dataset.GetString(DicomTag.SOPInstanceUID);
        return string.Join(' ', Indices.Select(index => $"{index.Organization ?? own}/{index.Pointer}"));
    }

    private void ByAttributes(double[] keys, int frames)
    {
        for (var place = 0; place < Indices.Count; place++)
        {
            var index = Indices[place];
            var numbers = Array.ConvertAll(Enumerable.Range(0, frames).ToArray(), frame => index.NumberOf(_groups, frame));
            var ranks = numbers.Any(number => number is not null) ? null : RanksOf(index, frames);
            for (var frame = 0; frame < frames; frame++)
            {
                keys[(frame * Indices.Count) + place] = ranks?[frame] ?? numbers[frame] ?? double.PositiveInfinity;
            }
        }
    }

    private double[] RanksOf(DimensionIndex index, int frames)
    {
        var texts = Array.ConvertAll(Enumerable.Range(0, frames).ToArray(), frame => index.TextOf(_groups, frame));
        var sorted = texts.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return Array.ConvertAll(texts, text => text is null ? double.PositiveInfinity : sorted.BinarySearch(text, StringComparer.Ordinal));
    }
}
