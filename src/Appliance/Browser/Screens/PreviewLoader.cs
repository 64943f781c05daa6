namespace Appliance.Browser;

/// <summary>
/// Fills the preview with the selected row's picture, off the screen's thread, a moment after the selection has come to rest. A newer selection
/// cancels an older one.
/// </summary>
internal sealed class PreviewLoader(IBrowserSource source, CellPictureView view, BrowserOptions options, CancellationToken closing) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);
    private CancellationTokenSource? _current;
    private (BrowserLevel Level, string? Key) _shown;

    public void Show(BrowserLevel level, string? key)
    {
        if (_shown == (level, key))
        {
            return;
        }

        _shown = (level, key);
        _current?.Cancel();
        _current?.Dispose();
        _current = null;
        view.Show(null);

        // Of a patient there is no one picture that would stand for all studies.
        if (key is null || level == BrowserLevel.Patients)
        {
            return;
        }

        _current = CancellationTokenSource.CreateLinkedTokenSource(closing);
        _ = LoadAsync(level, key, view.Room, _current.Token);
    }

    public void Dispose()
    {
        _current?.Cancel();
        _current?.Dispose();
    }

    private async Task LoadAsync(BrowserLevel level, string key, (int Columns, int Rows) room, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Rest, options.Clock, cancellationToken).ConfigureAwait(false);
            var (picture, note) = Load(level, key, room);
            cancellationToken.ThrowIfCancellationRequested();
            view.App?.Invoke(() =>
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    view.Show(picture, note);
                }
            });
        }
        catch (OperationCanceledException)
        {
            // The selection moved on; the newer one shows itself.
        }
    }

    private (CellPicture? Picture, string Note) Load(BrowserLevel level, string key, (int Columns, int Rows) room)
    {
        try
        {
            using var picture = source.OpenPicture(level, key, onlyOne: true, out var whyNot);
            return picture is null ? (null, whyNot ?? "")
                : picture.Text is { } text ? (null, text)
                : (CellPicture.Of(picture.Render(picture.First ?? (picture.Count / 2)), picture.PixelAspectRatio, room.Columns, room.Rows, options.CellStyle), "");
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            return (null, e.Message);
        }
    }
}
