namespace Appliance.Viewer;

/// <summary>
/// Work for what is drawn, done by threads of the pool: the thread that draws asks for it again and again, and never waits. There is one piece at
/// a time; when it is done and something else is wanted by then, that is the next. What was done last is kept.
/// </summary>
/// <typeparam name="TKey">What is wanted.</typeparam>
/// <typeparam name="TResult">What comes of it; may be looked at while it is being filled.</typeparam>
/// <param name="begin">Makes an empty result.</param>
/// <param name="fill">Fills it, telling now and then that there is more to see.</param>
internal sealed class LatestWork<TKey, TResult>(Func<TKey, TResult> begin, Action<TResult, Action, CancellationToken> fill)
    where TKey : notnull
    where TResult : class
{
    private readonly Lock _gate = new();
    private Piece? _shown;
    private Piece? _running;

    /// <summary>What there is to show: of the last key when that is done, else of the one before; while the very first is worked on, as far as it is.</summary>
    public TResult? Result
    {
        get
        {
            lock (_gate)
            {
                return _shown?.Result;
            }
        }
    }

    /// <summary>What is being filled now; null when nothing is.</summary>
    public TResult? Running
    {
        get
        {
            lock (_gate)
            {
                return _running?.Result;
            }
        }
    }

    /// <summary>Why the last piece could not be done; null when it could.</summary>
    public string? Error
    {
        get
        {
            lock (_gate)
            {
                return _shown?.Error;
            }
        }
    }

    /// <summary>Asks for a piece; begins it unless it is there, or another is under way.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="isSmall">It is done at once, by the caller: waiting for another thread would take longer.</param>
    /// <param name="changed">Called by another thread whenever there is more to see.</param>
    /// <returns>Whether it is there.</returns>
    public bool Ask(TKey key, bool isSmall, Action changed)
    {
        Piece piece;
        lock (_gate)
        {
            if (_shown is { IsDone: true } shown && shown.Key.Equals(key))
            {
                return true;
            }

            if (_running is not null)
            {
                return false;
            }

            _running = piece = new Piece(key, begin(key));
            _shown = _shown is { IsDone: true } ? _shown : piece;
        }

        if (isSmall)
        {
            Do(piece, static () => { });
            return piece.IsDone;
        }

        _ = Task.Run(() =>
        {
            Do(piece, changed);
            changed();
        });
        return false;
    }

    /// <summary>Gives up what is being worked on.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            _running?.Cancellation.Cancel();
        }
    }

    // Whatever goes wrong ends this piece alone, and is read in its place.
    private void Do(Piece piece, Action progressed)
    {
        string? error = null;
        var isGivenUp = false;
        try
        {
            fill(piece.Result, progressed, piece.Cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            isGivenUp = true;
        }
        catch (Exception failed)
        {
            error = failed.GetBaseException().Message;
        }

        lock (_gate)
        {
            _running = null;
            piece.Cancellation.Dispose();
            if (!isGivenUp)
            {
                (piece.IsDone, piece.Error, _shown) = (true, error, piece);
            }
        }
    }

    private sealed class Piece(TKey key, TResult result)
    {
        public TKey Key => key;

        public TResult Result => result;

        public CancellationTokenSource Cancellation { get; } = new();

        public bool IsDone { get; set; }

        public string? Error { get; set; }
    }
}
