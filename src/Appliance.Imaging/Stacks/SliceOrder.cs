namespace Appliance.Imaging;

/// <summary>The order of the images of a series as far as geometry leaves it open; what an image does not tell sorts first.</summary>
internal static class SliceOrder
{
    /// <summary>Images at one place: temporal position, echo, b-value, acquisition number, and then as they are numbered.</summary>
    public static IComparer<Slice> AtOnePlace { get; } = Comparer<Slice>.Create((a, b) =>
        FactsOf(a).CompareTo(FactsOf(b)) is not 0 and var difference ? difference : CompareNumbers(a, b));

    /// <summary>Instance Number, images without one last; then SOP Instance UID.</summary>
    public static IComparer<Slice> AsNumbered { get; } = Comparer<Slice>.Create(CompareNumbers);

    /// <summary>Whether nothing but its number tells an image from another at the same place.</summary>
    public static bool IsSameShot(Slice a, Slice b) => FactsOf(a) == FactsOf(b) && a.Moment == b.Moment && a.ImageType == b.ImageType;

    private static (double?, double?, double?, double?, int?) FactsOf(Slice slice) => (
        slice.TemporalPosition, slice.EchoNumber, slice.EchoTime, slice.BValue, slice.AcquisitionNumber);

    private static int CompareNumbers(Slice a, Slice b) =>
        (a.InstanceNumber ?? int.MaxValue).CompareTo(b.InstanceNumber ?? int.MaxValue) is not 0 and var difference
            ? difference
            : string.CompareOrdinal(a.SopInstanceUid, b.SopInstanceUid);
}
