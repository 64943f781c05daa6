using System.Globalization;
using Appliance.Archive;

namespace Appliance.Node;

/// <summary>What an archive is about, in a line for a person: how much it holds, what room it has, what it gives up, and what is odd about it. No patient data.</summary>
public static class ArchiveWords
{
    private const double MiB = 1 << 20;
    private const double GiB = 1 << 30;

    /// <summary>The line.</summary>
    /// <param name="archive">An open archive.</param>
    /// <param name="profile">Says what retention it has in a node.</param>
    public static string Of(DicomArchive archive, NodeProfile profile) => Of(archive, profile, archive.ReadOnlyReason);

    /// <summary>The line for an archive that was opened for reading only to look at it, which says nothing of what a node could do.</summary>
    /// <param name="archive">An open archive.</param>
    /// <param name="profile">Says what retention it has in a node.</param>
    /// <param name="whyNotStored">Why nothing could be stored in its place; null when something could.</param>
    public static string Of(DicomArchive archive, NodeProfile profile, string? whyNotStored)
    {
        var counts = archive.Counts;
        List<string> words =
        [
            string.Create(CultureInfo.InvariantCulture, $"format {archive.Format}, {counts.Patients} patients, {counts.Studies} studies, {counts.Instances} instances, {Size(counts.Bytes)}"),
            RoomOf(archive),
            RetentionOf(profile.Retention),
        ];
        if (whyNotStored is not null)
        {
            words.Add($"nothing can be stored: {whyNotStored}");
        }

        if (archive.IsReadOnly && archive.Unsettled is > 0 and var unsettled)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{unsettled} instances may not have reached the disk, the next start looks through them"));
        }

        if (archive.Torn > 0)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{archive.Torn} instances were not whole after a loss of power and were taken out"));
        }

        if (OfMissing(archive) is { } missing)
        {
            words.Add(missing);
        }

        return string.Join("; ", words);
    }

    /// <summary>Which files with bytes of objects are missing, and what to do; null when all are there.</summary>
    public static string? OfMissing(DicomArchive archive) => archive.MissingPacks.Count == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{archive.MissingPacks.Count} files with the bytes of stored objects are missing, the first is {archive.MissingPacks[0]}; put them back, or see with 'appliance check' which objects to fetch again");

    /// <summary>What goes by itself, by a profile.</summary>
    public static string RetentionOf(RetentionPolicy policy)
    {
        List<string> limits = [];
        if (policy.MaxBytes is { } most)
        {
            limits.Add($"at most {Size(most)}");
        }

        if (policy.MaxAge is { } age)
        {
            limits.Add(string.Create(CultureInfo.InvariantCulture, $"at most {age.TotalDays:0} days"));
        }

        if (policy.KeepFree is { } free)
        {
            limits.Add($"{Size(free)} of the disk kept free");
        }

        return limits.Count == 0 ? "retention off" : $"retention: {string.Join(", ", limits)}";
    }

    private static string RoomOf(DicomArchive archive)
    {
        var room = archive.Room;
        return room.Refusal is { } refusal ? $"takes nothing: {refusal}"
            : archive.IsInMemory ? $"in memory, room for {Size(room.Free ?? 0)} more, gone when the node ends"
            : $"{Size(room.Free ?? 0)} free, stops storing below {Size(room.Floor)}";
    }

    private static string Size(long bytes) => bytes >= 10 * GiB
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / GiB:0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / MiB:0.0} MiB");
}
