using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>A sequence of one frame that is already there.</summary>
internal sealed class SingleFrameSequence(SequenceFrame frame) : IImageSequence
{
    public int Count => 1;

    public string Title => "";

    public CineTiming? Cine => CineTiming.Uniform(1, 1000);

    public SequenceFrame Get(int index, CancellationToken cancellation) => frame;
}
