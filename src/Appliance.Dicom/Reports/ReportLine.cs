namespace Appliance.Dicom;

/// <summary>One content item of a structured report (PS3.3 C.17.3), told in words.</summary>
/// <param name="Number">Its place in the tree as references give it: <c>1</c> is the root, <c>1.2</c> the second item in it (PS3.3 C.17.3.2.5).</param>
/// <param name="Depth">How deep it lies; 0 is the root.</param>
/// <param name="Relationship">What it is to the item above it, as the standard names it: <c>CONTAINS</c>; empty for the root.</param>
/// <param name="ValueType">The kind of its value: <c>NUM</c>, <c>CODE</c>; empty for a reference to another item.</param>
/// <param name="Concept">The meaning of its concept name; empty when it has none.</param>
/// <param name="Value">Its value, decoded; empty for containers.</param>
/// <param name="Units">The meaning of a number's units, or empty.</param>
public sealed record ReportLine(string Number, int Depth, string Relationship, string ValueType, string Concept, string Value, string Units)
{
    /// <summary>The value with its units; for a value that cannot be told in a line its kind, as <c>(SCOORD)</c>; empty for containers.</summary>
    public string ValueInWords
    {
        get
        {
            // The dimensionless unit of UCUM has no sign worth reading.
            var units = Units is "" or "1" or "no units" ? "" : " " + Units;
            return Value.Length > 0 ? Value + units : ValueType is "CONTAINER" or "" ? "" : $"({ValueType})";
        }
    }

    /// <summary>The item as one line of an indented outline: <c>1.2 &lt;contains&gt; Diameter: 12 mm</c>.</summary>
    public override string ToString()
    {
        var value = ValueInWords;
        var text = (Concept.Length, value.Length) switch
        {
            (0, 0) => $"({ValueType})",
            (0, _) => value,
            (_, 0) => Concept,
            _ => $"{Concept}: {value}",
        };
        var relationship = Relationship.Length == 0 ? "" : $"<{Relationship.ToLowerInvariant()}> ";
        return $"{new string(' ', Depth * 2)}{Number} {relationship}{text}";
    }
}
