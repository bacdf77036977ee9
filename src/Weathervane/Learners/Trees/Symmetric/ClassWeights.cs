using Weathervane.Datasets;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>CatBoost's weights of the two classes.</summary>
internal static class ClassWeights
{
    /// <summary>[rows] the rows' weights times those of their classes; null where all are 1.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="ofUp">The weight of label 1.</param>
    /// <param name="automatic">None, Balanced or SqrtBalanced.</param>
    internal static double[]? Of(Dataset rows, double ofUp, string automatic)
    {
        var ofDown = 1.0;
        if (automatic != "None")
        {
            double up = 0, down = 0;
            for (var i = 0; i < rows.Rows; i++)
            {
                var weight = rows.Weights?[i] ?? 1;
                (up, down) = rows.Labels[i] == 1 ? (up + weight, down) : (up, down + weight);
            }

            var most = Math.Max(up, down);
            (ofUp, ofDown) = up > 0 && down > 0 ? (most / up, most / down) : (1, 1);
            (ofUp, ofDown) = automatic == "SqrtBalanced" ? (Math.Sqrt(ofUp), Math.Sqrt(ofDown)) : (ofUp, ofDown);
        }

        return ofUp == 1 && ofDown == 1 ? rows.Weights : TrainingRows.Weights(rows, ofUp, ofDown);
    }
}
