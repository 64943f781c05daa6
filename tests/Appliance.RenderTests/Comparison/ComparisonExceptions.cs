using System.Globalization;
using System.IO.Enumeration;

namespace Appliance.RenderTests.Comparison;

/// <summary>
/// The reviewed list of where we and a peer part (<c>comparison-exceptions.tsv</c>), each with the clause that makes us right or the reason why the
/// peer cannot. An entry that explains nothing any more has to go.
/// </summary>
internal sealed class ComparisonExceptions
{
    private const string Any = "*";
    private const string Cannot = "cannot";
    private const string OtherSize = "size";

    private readonly List<Entry> _entries;
    private readonly HashSet<Entry> _used = [];

    private ComparisonExceptions(List<Entry> entries) => _entries = entries;

    /// <summary>Entries that have explained nothing so far.</summary>
    public IReadOnlyList<string> Unused => [.. _entries.Where(entry => !_used.Contains(entry)).Select(entry => $"{entry.File} {entry.Peer} {entry.Most}")];

    /// <summary>
    /// Reads the list beside the test program: <c>file peer most reason</c> with tabs between, <c>*</c> and <c>?</c> standing for anything in a
    /// file's name; of what we do not show, <c>most</c> is what our message has to name.
    /// </summary>
    public static ComparisonExceptions Read() => new([.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "comparison-exceptions.tsv"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).Select(cells => new Entry(cells[0], cells[1], cells[2], cells[3]))]);

    /// <summary>Why an opinion may differ; null when nothing explains it.</summary>
    public string? ReasonFor(string file, Opinion opinion)
    {
        lock (_used)
        {
            if (_entries.Find(entry => entry.Covers(file, opinion)) is not { } entry)
            {
                return null;
            }

            _used.Add(entry);
            return entry.Reason;
        }
    }

    private sealed record Entry(string File, string Peer, string Most, string Reason)
    {
        public bool Covers(string file, Opinion opinion) =>
            (Peer == Any || Peer == opinion.Peer) && FileSystemName.MatchesSimpleExpression(File, file) && Tells(opinion);

        private bool Tells(Opinion opinion) => opinion.Difference switch
        {
            null => opinion.Peer == Opinion.Shown ? opinion.Note.Contains(Most, StringComparison.Ordinal) : Most == Cannot,
            double.PositiveInfinity => Most == OtherSize,
            { } difference => double.TryParse(Most, CultureInfo.InvariantCulture, out var most) && difference <= most,
        };
    }
}
