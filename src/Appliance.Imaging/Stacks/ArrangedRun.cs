namespace Appliance.Imaging;

/// <summary>Objects that follow each other as one: a stack of single-frame images, a concatenation, a multi-frame object.</summary>
/// <param name="Objects">The objects in order, as their places in the list that was arranged.</param>
/// <param name="Cine">How long each frame of the run is shown.</param>
/// <param name="ReferencePlanes">The frames that stand for the run on images of other directions.</param>
/// <param name="Notes">What is odd about it and about its series, in words.</param>
public sealed record ArrangedRun(
    IReadOnlyList<int> Objects, CineTiming Cine, IReadOnlyList<ReferencePlane> ReferencePlanes, IReadOnlyList<string> Notes);
