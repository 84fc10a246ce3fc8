import { type AstNode, child, children, text, typeIdentifier } from "./ast.ts";
import type { Compilation } from "./compilation.ts";

/** An expression that reads or writes storage, under the name by which it says so. */
export interface StorageUse {
  /** Of a state variable (`balances` in `balances[to] += n`), or of a member of a struct (`filled` in `order.filled`). */
  readonly name: string;
  readonly isMember: boolean;
  readonly reads: boolean;
  readonly writes: boolean;
  /** Neither reads nor writes: it says where something is, for others to do so under another name. */
  readonly points: boolean;
  /** It happens whenever the function runs to its end: no condition, loop or `return` is before it. */
  readonly isCertain: boolean;
  /** The expression that a compiler would give as the place: the whole assignment for a write. */
  readonly node: AstNode;
}

interface Context {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly points?: boolean;
  /** The assignment that an expression is the target of. */
  readonly of?: AstNode;
}

const READ: Context = { reads: true, writes: false };
const POINT: Context = { reads: false, writes: false, points: true };
/** Says where a member is that is used here and now, under its own name. */
const OWNER: Context = { reads: false, writes: false };
const CHANGING_OPERATORS: readonly unknown[] = ["++", "--", "delete"];
const CHANGING_METHODS: readonly unknown[] = ["push", "pop"];

/** The uses of storage in the body of a function, as far as its own text tells: not what a storage pointer points to. */
export function storageUses(node: AstNode, compilation: Compilation): readonly StorageUse[] {
  const uses: StorageUse[] = [];
  let isCertain = true;
  let returns = false;
  const add = (
    use: AstNode,
    name: string | undefined,
    isMember: boolean,
    { reads, writes, points = false, of }: Context,
  ): void => {
    if (name !== undefined && (reads || writes || points))
      uses.push({ name, isMember, reads, writes, points, isCertain, node: of ?? use });
  };

  const visit = (value: unknown, context: Context): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, context);
    else if (typeof value === "object" && value !== null) visitNode(value as AstNode, context);
  };
  const visitUncertain = (value: unknown): void => {
    const before = isCertain;
    isCertain = false;
    visit(value, READ);
    isCertain = before && !returns;
  };
  const visitNode = (expression: AstNode, context: Context): void => {
    switch (expression.nodeType) {
      case "IfStatement":
      case "Conditional":
        visit(expression.condition, READ);
        for (const branch of ["trueBody", "falseBody", "trueExpression", "falseExpression"]) {
          visitUncertain(expression[branch]);
        }
        return;
      case "BinaryOperation": {
        const mayStop = expression.operator === "&&" || expression.operator === "||";
        visit(expression.leftExpression, READ);
        if (mayStop) visitUncertain(expression.rightExpression);
        else visit(expression.rightExpression, READ);
        return;
      }
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "TryStatement":
        visitUncertain(Object.values(expression));
        return;
      case "Return":
        visit(expression.expression, READ);
        isCertain = false;
        returns = true;
        return;
      case "Assignment": {
        const reads = expression.operator !== "=";
        visit(expression.leftHandSide, { reads, writes: true, of: expression });
        visit(expression.rightHandSide, READ);
        return;
      }
      case "UnaryOperation": {
        const changes = CHANGING_OPERATORS.includes(expression.operator);
        const reads = expression.operator !== "delete";
        visit(expression.subExpression, changes ? { reads, writes: true, of: expression } : READ);
        return;
      }
      case "FunctionCall": {
        const callee = child(expression, "expression");
        const changes = callee?.nodeType === "MemberAccess" && CHANGING_METHODS.includes(callee.memberName);
        if (changes) visit(callee.expression, { reads: true, writes: true, of: expression });
        else visit(callee, READ);
        for (const argument of children(expression, "arguments")) visit(argument, byType(argument));
        return;
      }
      case "VariableDeclarationStatement": {
        const declarations = children(expression, "declarations");
        const points = declarations.some((declaration) => text(declaration, "storageLocation") === "storage");
        visit(expression.initialValue, points ? POINT : READ);
        return;
      }
      case "IndexAccess": {
        const base = child(expression, "baseExpression");
        // That of an array looks at its length as well.
        visit(base, context === OWNER && !isMapping(base) ? POINT : context);
        visit(expression.indexExpression, READ);
        return;
      }
      case "TupleExpression":
        visit(expression.components, context);
        return;
      case "MemberAccess": {
        const declaration = compilation.declaration(reference(expression));
        const isVariable = declaration?.nodeType === "VariableDeclaration";
        const isMember = isVariable && declaration.stateVariable !== true;
        if (isMember || (isVariable && isStored(declaration))) add(expression, declaration?.name, isMember, context);
        // `orders[17].filled` uses a member, and not `orders`; a method is called on what it is given.
        const isMethod = declaration?.nodeType === "FunctionDefinition";
        const inner = child(expression, "expression");
        visit(inner, isMember ? OWNER : isMethod ? byType(inner) : context);
        return;
      }
      case "Identifier": {
        const declaration = compilation.declaration(reference(expression));
        if (declaration !== undefined && isStored(declaration)) add(expression, declaration.name, false, context);
        return;
      }
      case "InlineAssembly":
        for (const { declaration } of slotReferences(expression)) {
          const { name, stateVariable } = compilation.declaration(declaration) ?? {};
          if (stateVariable === true) add(expression, name, false, { reads: true, writes: true });
        }
        return;
      default:
        for (const [field, inner] of Object.entries(expression)) {
          if (typeof inner === "object" && field !== "typeDescriptions") visit(inner, READ);
        }
    }
  };
  visit(node.nodeType === "VariableDeclaration" ? node.value : [node.body, node.modifiers], READ);
  if (node.nodeType === "VariableDeclaration") add(node, node.name, false, { reads: true, writes: true });
  return uses;
}

/** What is in storage is handed over to functions by reference, if it is no single value. */
function byType(expression: AstNode | undefined): Context {
  return /^t_mapping|_storage(_ptr)?$/.test(typeIdentifier(expression)) ? POINT : READ;
}

function isMapping(expression: AstNode | undefined): boolean {
  return typeIdentifier(expression).startsWith("t_mapping");
}

/** Constants and immutables are parts of the code. */
function isStored({ stateVariable, constant, mutability }: AstNode): boolean {
  return stateVariable === true && constant !== true && mutability !== "immutable";
}

function reference(expression: AstNode): number | undefined {
  const id = expression.referencedDeclaration;
  return typeof id === "number" ? id : undefined;
}

/** Since solc 0.7 each is an object of its own, before that it is under its name. */
function slotReferences(assembly: AstNode): readonly { readonly declaration?: number }[] {
  return children(assembly, "externalReferences").flatMap((item) =>
    text(item, "src") === undefined ? (Object.values(item) as { declaration?: number }[]) : [item as object],
  );
}
