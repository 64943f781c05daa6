using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>A GL context without a display for one test. Where there is none the test is skipped with the reason, or fails under CI.</summary>
internal sealed class OffscreenGl : IDisposable
{
    private OffscreenGl(IGraphicsContext context, GlDevice device)
    {
        Context = context;
        Device = device;
    }

    public IGraphicsContext Context { get; }

    public GlDevice Device { get; }

    public static OffscreenGl Open()
    {
        try
        {
            var context = WindowFactory.Offscreen();
            return new OffscreenGl(context, GlDevice.Load(context));
        }
        catch (WindowException missing) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"no GL here: {missing.Message}");
            throw;
        }
    }

    public void Dispose()
    {
        Device.Dispose();
        Context.Dispose();
    }
}
