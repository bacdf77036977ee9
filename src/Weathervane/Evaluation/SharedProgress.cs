namespace Weathervane.Evaluation;

/// <summary>Adds up the progress of pieces that are done at the same time.</summary>
internal sealed class SharedProgress(int pieces, IProgress<double>? whole)
{
    private readonly double[] _shares = new double[pieces];
    private readonly Lock _lock = new();

    /// <summary>The progress of one piece; null when nobody listens.</summary>
    internal IProgress<double>? Part(int piece) => whole is null ? null : new Piece(this, piece);

    private sealed class Piece(SharedProgress owner, int piece) : IProgress<double>
    {
        public void Report(double value) => owner.Report(piece, value);
    }

    private void Report(int piece, double share)
    {
        lock (_lock)
        {
            // A piece never goes back, so the whole does not either.
            _shares[piece] = Math.Max(_shares[piece], share);
            whole!.Report(_shares.Sum() / _shares.Length);
        }
    }
}
