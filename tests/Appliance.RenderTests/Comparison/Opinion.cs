using System.Globalization;

namespace Appliance.RenderTests.Comparison;

/// <summary>What a peer makes of a frame, beside ours.</summary>
/// <param name="Peer">Which peer, of what: <see cref="DcmtkValues"/> and so on; what the list of exceptions calls it.</param>
/// <param name="Difference">The largest difference of two numbers in the same place; infinite for another size; null when the peer cannot.</param>
/// <param name="Bound">The most it may be.</param>
/// <param name="Note">The window of a picture, or why the peer cannot.</param>
internal readonly record struct Opinion(string Peer, double? Difference, double Bound, string Note)
{
    /// <summary>Stored values that DCMTK decodes.</summary>
    public const string DcmtkValues = "dcmtk-values";

    /// <summary>Stored values that pydicom decodes with numpy or GDCM.</summary>
    public const string PydicomValues = "pydicom-values";

    /// <summary>Levels that DCMTK draws.</summary>
    public const string DcmtkPicture = "dcmtk-picture";

    /// <summary>We ourselves: what is not shown.</summary>
    public const string Shown = "shown";

    /// <summary>Whether it needs no explanation.</summary>
    public bool Agrees => Difference <= Bound;

    /// <summary>In a cell: the difference, of the bound where there is one.</summary>
    public string Cell => Difference switch
    {
        null => "cannot",
        double.PositiveInfinity => "size",
        { } difference => difference.ToString("0.###", CultureInfo.InvariantCulture) + (Bound > 0 ? $" of {Bound}" : ""),
    };
}
