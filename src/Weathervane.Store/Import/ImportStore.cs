using System.Data.Common;
using Dapper;
using Weathervane.Store.Models;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Import;

/// <summary>Takes over what other stores hold, with its ids, numbers and times. What is here already is left as it is, so that doing it again adds nothing.</summary>
/// <remarks>Add experiments first, then logged models and runs (each after its files, so that what is known here is whole), then registered models.</remarks>
public sealed class ImportStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal ImportStore(Database database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>What keeps experiments and models from being taken over: numbers and names that mean something else here. Asking changes nothing.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="models">The registered models.</param>
    /// <param name="where">What problems call the source.</param>
    public IReadOnlyList<InputProblem> Conflicts(IReadOnlyList<ForeignExperiment> experiments, IReadOnlyList<ForeignModel> models, string where) => _database.Read(c =>
    {
        var problems = new List<InputProblem>();
        foreach (var experiment in experiments)
        {
            problems.AddRange(ExperimentImport.Conflicts(c, experiment).Select(what => new InputProblem(where, what, "Import into a workspace of its own: --workspace FOLDER.")));
        }

        foreach (var model in models)
        {
            problems.AddRange(ModelImport.Conflicts(c, model).Select(what => new InputProblem(where, what, "Import into a workspace of its own: --workspace FOLDER.")));
        }

        return problems;
    });

    /// <summary>Whether a run of this id is here.</summary>
    public bool HasRun(string id) => _database.Read(c => RunImport.Has(c, id));

    /// <summary>Whether a logged model of this id is here.</summary>
    public bool HasLoggedModel(string id) => _database.Read(c => LoggedModelImport.Has(c, id));

    /// <summary>Takes an experiment over.</summary>
    /// <returns>false where it is here.</returns>
    /// <exception cref="InputException">Its number or its name is taken by another one.</exception>
    public bool Add(ForeignExperiment experiment) => _database.Write(c => ExperimentImport.Add(c, experiment));

    /// <summary>Takes a logged model over; its experiment must be here.</summary>
    /// <returns>false where it is here.</returns>
    public bool Add(ForeignLoggedModel model) => _database.Write(c => LoggedModelImport.Add(c, model, _clock.NowMs()));

    /// <summary>Takes a run over with every value; its experiment and logged models must be here.</summary>
    /// <returns>false where it is here.</returns>
    public bool Add(ForeignRun run) => _database.Write(c => RunImport.Add(c, run));

    /// <summary>Takes a registered model over with its versions and aliases. An alias that was ever moved here stays where it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Where it comes from, for the aliases' history.</param>
    /// <returns>How many versions were added.</returns>
    /// <exception cref="InputException">One of its version numbers is another version here; nothing was changed.</exception>
    public int Add(ForeignModel model, string by, string reason) => _database.Write(c =>
    {
        ModelName.Check(model.Name);
        var conflicts = ModelImport.Conflicts(c, model);
        return conflicts.Count == 0
            ? ModelImport.Add(c, model, by, reason, _clock.NowMs())
            : throw new InputException([.. conflicts.Select(what => new InputProblem($"model {model.Name}", what, null))]);
    });

    internal static void AddTexts(DbConnection connection, string target, IReadOnlyDictionary<string, string> values, params object?[] keys) =>
        ManyRows.Insert(connection, target, [.. values.Select(v => (object?[])[.. keys, v.Key, v.Value])]);

    /// <summary>Sees to it that a counter never gives a number out that was taken over.</summary>
    internal static void CountFrom(DbConnection connection, string counter, long taken) => connection.Execute(
        """
        INSERT INTO counters (name, last) VALUES (@counter, @taken)
        ON CONFLICT (name) DO UPDATE SET last = CASE WHEN counters.last > excluded.last THEN counters.last ELSE excluded.last END
        """,
        new { counter, taken });
}
