using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The place of an object in a concatenation: a multi-frame image that was cut into several instances for its size (PS3.3 C.7.6.16.2.2.4).
/// </summary>
/// <param name="Uid">Concatenation UID, the same for all parts.</param>
/// <param name="Number">In-concatenation Number, from 1; null when not told.</param>
/// <param name="Total">In-concatenation Total Number; null when not told, as while the parts are still being made.</param>
/// <param name="FrameOffset">Concatenation Frame Offset Number: how many frames of the whole come before its first; null when not told.</param>
public sealed record Concatenation(string Uid, int? Number, int? Total, long? FrameOffset)
{
    private const int Named = 8;

    /// <summary>Reads an object's; null when it is no part of one.</summary>
    public static Concatenation? Of(DicomDataset dataset) => dataset.GetString(DicomTag.ConcatenationUID) is { } uid
        ? new Concatenation(
            uid,
            dataset.GetInt32(DicomTag.InConcatenationNumber) is { } number and > 0 ? number : null,
            dataset.GetInt32(DicomTag.InConcatenationTotalNumber) is { } total and > 0 ? total : null,
            dataset.GetInt64(DicomTag.ConcatenationFrameOffsetNumber) is { } offset and >= 0 ? offset : null)
        : null;

    /// <summary>
    /// Parts in order: by the frames that come before them where all tell that, else by their number; what tells neither comes last, in the
    /// order given.
    /// </summary>
    /// <param name="parts">The parts of one concatenation.</param>
    /// <param name="of">Tells a part's place.</param>
    public static IReadOnlyList<T> InOrder<T>(IReadOnlyList<T> parts, Func<T, Concatenation> of) => parts.All(part => of(part).FrameOffset is not null)
        ? [.. parts.OrderBy(part => of(part).FrameOffset).ThenBy(part => of(part).Number)]
        : [.. parts.OrderBy(part => of(part).Number ?? int.MaxValue)];

    /// <summary>What is missing from a concatenation, or there twice, in words.</summary>
    /// <param name="parts">The parts that are there with their number of frames, in order.</param>
    public static IEnumerable<string> Oddities(IReadOnlyList<(Concatenation Part, int Frames)> parts)
    {
        var numbers = parts.Select(part => part.Part.Number).OfType<int>().ToHashSet();
        var total = Math.Max(parts.Max(part => part.Part.Total ?? 0), numbers.Count == 0 ? 0 : numbers.Max());
        var missing = Missing(numbers, total).ToList();
        if (missing.Count > 0)
        {
            var frames = FramesMissing(parts).ToList();
            var where = frames.Count == 0 ? "" : $" (frames {string.Join(", ", frames)})";
            yield return Text($"of a concatenation of {total} parts {total - numbers.Count} {(total - numbers.Count == 1 ? "is" : "are")} missing: {string.Join(", ", missing)}{where}");
        }
        else if (FramesMissing(parts).ToList() is { Count: > 0 } frames)
        {
            yield return $"of a concatenation frames {string.Join(", ", frames)} are missing";
        }

        if (numbers.Count < parts.Count(part => part.Part.Number is not null))
        {
            yield return "of a concatenation a part is there more than once";
        }
    }

    private static IEnumerable<string> Missing(HashSet<int> there, int total)
    {
        var told = 0;
        for (var number = 1; number <= total && told <= Named; number++)
        {
            if (!there.Contains(number))
            {
                yield return ++told <= Named ? Text($"part {number}") : "and others";
            }
        }
    }

    private static IEnumerable<string> FramesMissing(IReadOnlyList<(Concatenation Part, int Frames)> parts)
    {
        var next = 0L;
        foreach (var (part, frames) in parts)
        {
            if (part.FrameOffset is not { } offset)
            {
                yield break;
            }

            if (offset > next)
            {
                yield return offset - next == 1 ? Text($"{offset}") : Text($"{next + 1} to {offset}");
            }

            next = Math.Max(next, offset + frames);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
