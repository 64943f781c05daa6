using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The frames of a sequence in another order; each keeps its duration and what it says.</summary>
/// <param name="inner">The sequence.</param>
/// <param name="order">At each place the index there of the frame that comes here.</param>
internal sealed class ReorderedSequence(IImageSequence inner, IReadOnlyList<int> order) : IImageSequence
{
    public int Count => order.Count;

    public string Title => inner.Title;

    public CineTiming? Cine { get; } = inner.Cine?.Reordered(order);

    public IReadOnlyList<ReferencePlane> ReferencePlanes => inner.ReferencePlanes;

    public IReadOnlyList<string> NotesOf(int index) => inner.NotesOf(order[index]);

    public SequenceFrame Get(int index, CancellationToken cancellation) => inner.Get(order[index], cancellation);
}
