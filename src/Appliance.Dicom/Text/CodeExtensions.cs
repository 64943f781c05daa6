namespace Appliance.Dicom;

/// <summary>What value 1 of Specific Character Set makes active at the start, and what its further values allow to switch to (PS3.5 6.1.2.5).</summary>
internal sealed class CodeExtensions
{
    private readonly List<CodedSet> _sets;

    /// <summary>Takes the numbers of the register in the order of the terms; the first may be the default repertoire.</summary>
    public CodeExtensions(IReadOnlyList<int> numbers, bool mayEscape)
    {
        MayEscape = mayEscape;
        _sets = [];
        foreach (var number in numbers)
        {
            foreach (var set in SetsOf(number))
            {
                Add(set);
            }
        }

        var first = numbers.Count > 0 ? numbers[0] : CharacterSetTerms.DefaultRepertoire;
        InitialLower = Find(first == 13 ? 14 : 6, upper: false) ?? Add(CodedSet.Of(first == 13 ? 14 : 6, upper: false)!);
        InitialUpper = _sets.Find(set => set.IsUpper && !set.IsDouble && SetsOf(first).Any(own => own.Number == set.Number && own.IsUpper));
        SpareUpper = InitialUpper ?? _sets.Find(set => set.IsUpper);
    }

    /// <summary>The set in G0 at the start of every value, line and component.</summary>
    public CodedSet InitialLower { get; }

    /// <summary>The set in G1 there; null when there is none.</summary>
    public CodedSet? InitialUpper { get; }

    /// <summary>What to take for G1 when a writer forgot to designate it.</summary>
    public CodedSet? SpareUpper { get; }

    /// <summary>True when sets may be switched by escape sequences.</summary>
    public bool MayEscape { get; }

    /// <summary>All sets, in the order of the terms.</summary>
    public IReadOnlyList<CodedSet> Sets => _sets;

    /// <summary>A set by its number and code element, also one that the terms do not name.</summary>
    public CodedSet? SetOf(int number, bool upper) => Find(number, upper) ?? CodedSet.Of(number, upper);

    private static IEnumerable<CodedSet> SetsOf(int number)
    {
        var sets = number switch
        {
            13 => [CodedSet.Of(14, upper: false), CodedSet.Of(13, upper: true)],
            6 or 87 or 159 => [CodedSet.Of(number, upper: false)],
            _ => new[] { CodedSet.Of(6, upper: false), CodedSet.Of(number, upper: true) },
        };
        return sets.OfType<CodedSet>();
    }

    private CodedSet? Find(int number, bool upper) => _sets.Find(set => set.Number == number && set.IsUpper == upper);

    private CodedSet Add(CodedSet set)
    {
        if (Find(set.Number, set.IsUpper) is { } there)
        {
            return there;
        }

        _sets.Add(set);
        return set;
    }
}
