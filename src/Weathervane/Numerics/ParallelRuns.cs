using System.Runtime.ExceptionServices;

namespace Weathervane.Numerics;

/// <summary>Independent pieces of work on several threads.</summary>
internal static class ParallelRuns
{
    /// <summary>Runs all pieces, and then throws the error of the first that failed, whichever failed first in time.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="atOnce">Most at the same time.</param>
    /// <param name="run">Runs the piece of this number.</param>
    internal static void Run(int pieces, int atOnce, Action<int> run)
    {
        var errors = new ExceptionDispatchInfo?[pieces];
        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, piece =>
        {
            try
            {
                run(piece);
            }
            catch (Exception error)
            {
                errors[piece] = ExceptionDispatchInfo.Capture(error);
            }
        });
        errors.FirstOrDefault(e => e is not null)?.Throw();
    }
}
