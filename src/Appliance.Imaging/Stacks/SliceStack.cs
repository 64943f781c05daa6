namespace Appliance.Imaging;

/// <summary>Images of a series that belong on top of each other, in their order, and what is odd about them.</summary>
/// <param name="Slices">
/// By position along their normal, growing; those at one position by temporal position, echo, b-value, acquisition number, instance number.
/// Images without a place, or each turned otherwise, by instance number and then SOP Instance UID.
/// </param>
/// <param name="Positions">How many different positions there are; 0 for images without a place.</param>
/// <param name="Spacing">Millimetres from position to position, the usual one; null below two positions.</param>
/// <param name="Notes">In words: missing slices, uneven spacing, duplicates, positions that have fewer images than others, a tilted gantry.</param>
public sealed record SliceStack(IReadOnlyList<Slice> Slices, int Positions, double? Spacing, IReadOnlyList<string> Notes)
{
    /// <summary>How long each image is shown where the stack moves at one place, from one image to the next; null where it does not.</summary>
    public IReadOnlyList<double>? Durations => FrameTimes.Durations(
        Slices.Count,
        i => Slices[i].Moment,
        i => Slices[i].Plane is { } here && Slices[i + 1].Plane is { } next && here.IsPlacedAs(next));
}
