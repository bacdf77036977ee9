namespace Weathervane.Learners;

/// <summary>Turns amounts into shares.</summary>
internal static class Shares
{
    /// <summary>Each amount divided by their sum, in place; all 0 where the sum is 0.</summary>
    internal static double[] Of(double[] amounts)
    {
        double sum = 0;
        foreach (var amount in amounts)
        {
            sum += amount;
        }

        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = sum > 0 ? amounts[i] / sum : 0;
        }

        return amounts;
    }
}
