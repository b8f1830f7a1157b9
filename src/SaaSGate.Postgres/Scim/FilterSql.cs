using System.Globalization;

namespace SaaSGate.Postgres.Scim;

/// <summary>
/// A filter, or what is sorted by, as SQL over the row <c>r</c>. Every name and value that came from outside is a parameter; what is not a column is looked
/// for in <c>r.resource</c>. Texts are compared in small letters, but for ids.
/// </summary>
internal sealed class FilterSql(FilterColumns columns, List<object?> values)
{
    private int _aliases;

    /// <summary>Whether something cannot be compared so: the filter means nothing.</summary>
    public bool Faulty { get; private set; }

    public string Where(ScimFilter? filter) => filter is null ? "true" : Of(filter, null);

    public string OrderBy(ScimPath? path)
    {
        if (path is null)
            return "r.created_at";
        if (columns.Find(path) is { } column)
            return column.Sql;
        return FilterColumns.IsMany(path)
            ? $"(select lower(e ->> {Name(path.Sub ?? "value")}) from {Elements(path)} as x (e) order by (e -> 'primary') = 'true' desc nulls last limit 1)"
            : $"lower({Text(path, null)})";
    }

    private string Of(ScimFilter filter, string? element) => filter switch
    {
        ScimFilter.And and => $"({Of(and.Left, element)} and {Of(and.Right, element)})",
        ScimFilter.Or or => $"({Of(or.Left, element)} or {Of(or.Right, element)})",
        ScimFilter.Not not => $"(({Of(not.Inner, element)}) is not true)",
        ScimFilter.Any any => Exists(any.Path, alias => Of(any.Where, alias)),
        ScimFilter.Present present => Present(present.Path, element),
        ScimFilter.Compare compare => Compare(compare, element),
        _ => Fault(),
    };

    private string Present(ScimPath path, string? element)
    {
        if (element is null && columns.Find(path) is { } column)
            return $"({column.Sql} is not null)";
        if (element is null && FilterColumns.IsMany(path))
            return Exists(path, alias => path.Sub is null ? "true" : $"coalesce({alias} ->> {Name(path.Sub)}, '') <> ''");
        return $"(coalesce({Text(path, element)}, '') not in ('', '{{}}', '[]'))";
    }

    private string Compare(ScimFilter.Compare compare, string? element)
    {
        var (path, op, value) = compare;
        if (element is null && columns.Find(path) is { } column)
            return Column(column, op, value);
        if (element is null && FilterColumns.IsMany(path))
            return Exists(path, alias => Scalar($"({alias} ->> {Name(path.Sub ?? "value")})", op, value));
        return Scalar(Text(path, element), op, value);
    }

    private string Column(FilterColumn column, ScimOperator op, object? value)
    {
        if (value is null)
            return op switch { ScimOperator.Equal => $"({column.Sql} is null)", ScimOperator.NotEqual => $"({column.Sql} is not null)", _ => Fault() };
        return (column.Kind, value) switch
        {
            (FilterColumnKind.Boolean, bool truth) when op is ScimOperator.Equal or ScimOperator.NotEqual => Simple(column.Sql, op, truth),
            (FilterColumnKind.Boolean, string text) when op is ScimOperator.Equal or ScimOperator.NotEqual && bool.TryParse(text, out var truth) => Simple(column.Sql, op, truth),
            (FilterColumnKind.Time, string text) when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
                Simple(column.Sql, op, time.ToUniversalTime()),
            (FilterColumnKind.Id, string text) => Texts(column.Sql, op, text),
            (FilterColumnKind.SmallLetters, string text) => Texts(column.Sql, op, text.ToLowerInvariant()),
            (FilterColumnKind.Id or FilterColumnKind.SmallLetters, _) => Texts(column.Sql, op, Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant()),
            _ => Fault(),
        };
    }

    private string Scalar(string text, ScimOperator op, object? value) => value switch
    {
        null => op switch { ScimOperator.Equal => $"({text} is null)", ScimOperator.NotEqual => $"({text} is not null)", _ => Fault() },
        string said => Texts($"lower({text})", op, said.ToLowerInvariant()),
        bool truth => op is ScimOperator.Equal or ScimOperator.NotEqual ? Texts($"lower({text})", op, truth ? "true" : "false") : Fault(),
        decimal number when op is not (ScimOperator.Contains or ScimOperator.StartsWith or ScimOperator.EndsWith) =>
            Simple($"(case when {text} ~ '^-?[0-9]{{1,100}}([.][0-9]{{1,100}})?$' then ({text})::numeric end)", op, number),
        _ => Fault(),
    };

    private string Texts(string text, ScimOperator op, string value) => op switch
    {
        ScimOperator.Contains => $"(strpos({text}, {Value(value)}) > 0)",
        ScimOperator.StartsWith => $"starts_with({text}, {Value(value)})",
        ScimOperator.EndsWith => $"(right({text}, {Value(value.Length)}) = {Value(value)})",
        ScimOperator.Equal or ScimOperator.NotEqual => Simple(text, op, value),
        _ => Simple($"{text} collate \"C\"", op, value),
    };

    private string Simple(string text, ScimOperator op, object value) => op switch
    {
        ScimOperator.Equal => $"({text} = {Value(value)})",
        ScimOperator.NotEqual => $"({text} is distinct from {Value(value)})",
        ScimOperator.Greater => $"({text} > {Value(value)})",
        ScimOperator.GreaterOrEqual => $"({text} >= {Value(value)})",
        ScimOperator.Less => $"({text} < {Value(value)})",
        ScimOperator.LessOrEqual => $"({text} <= {Value(value)})",
        _ => Fault(),
    };

    private string Exists(ScimPath path, Func<string, string> where)
    {
        var alias = $"e{++_aliases}";
        return $"exists (select from {Elements(path)} as x{alias} ({alias}) where {where(alias)})";
    }

    private string Elements(ScimPath path)
    {
        if (columns.Elements(path) is { } source)
            return source;
        var json = path.Schema is null ? $"r.resource -> {Name(path.Attribute)}" : $"r.resource -> {Name(path.Schema)} -> {Name(path.Attribute)}";
        return $"jsonb_array_elements(case jsonb_typeof({json}) when 'array' then {json} else '[]' end)";
    }

    private string Text(ScimPath path, string? element)
    {
        string?[] steps = [element is null ? path.Schema : null, path.Attribute, path.Sub];
        return $"({element ?? "r.resource"} #>> {Value(steps.Where(step => !string.IsNullOrEmpty(step)).ToArray())})";
    }

    private string Name(string name) => $"{Value(name)}::text";

    private string Value(object value)
    {
        values.Add(value);
        return $"${values.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private string Fault()
    {
        Faulty = true;
        return "false";
    }
}
