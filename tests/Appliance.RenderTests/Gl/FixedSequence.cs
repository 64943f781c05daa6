using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance.RenderTests.Gl;

/// <summary>A sequence of one frame that is there already.</summary>
internal sealed class FixedSequence(SequenceFrame frame) : IImageSequence
{
    public int Count => 1;

    public string Title => "fixed";

    public CineTiming? Cine => CineTiming.Uniform(1, 40);

    public SequenceFrame Get(int index, CancellationToken cancellation) => frame;
}
